package dev.ringside.ingest.ncclog;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.ingest.source.TraceReader;
import dev.ringside.ingest.source.TraceReaderContract;
import java.util.List;

class NcclLogContractTest extends TraceReaderContract {

  private static final String CALL =
      "[2026-11-27 10:00:00.%03d] n1:10%d:10%d [%d] NCCL INFO AllReduce: opCount 0 sendbuff 0x7f00"
          + " recvbuff 0x7f00 count 512 datatype 9 op 0 root 0 comm 0x55aa [nranks=8] stream 0x1\n";

  @Override
  protected TraceReader reader() {
    return new NcclLogReader();
  }

  @Override
  protected String fileName() {
    return "nccl_debug.log";
  }

  @Override
  protected boolean holdsSeveralRanks() {
    return true;
  }

  @Override
  protected long durationNs() {
    return 0;
  }

  private static String init(int rank) {
    return ("n1:10%d:10%d [%d] NCCL INFO ncclCommInitRank comm 0x55aa rank %d nranks 8 cudaDev %d"
            + " nvmlDev %d busId 1000 commId 0xabc - Init COMPLETE\n")
        .formatted(rank, rank, rank, rank, rank, rank);
  }

  private static String call(int rank, int startMs) {
    return CALL.formatted(startMs, rank, rank, rank);
  }

  private static String log(List<Integer> ranks, List<Integer> startsMs) {
    StringBuilder log = new StringBuilder();
    ranks.forEach(rank -> log.append(init(rank)));
    startsMs.forEach(start -> ranks.forEach(rank -> log.append(call(rank, start))));
    return log.toString();
  }

  @Override
  protected byte[] sample(List<Integer> ranks, List<Integer> startsMs) {
    return log(ranks, startsMs).getBytes(UTF_8);
  }

  @Override
  protected byte[] duplicateKeys() {
    String other = init(0).replace("rank 0", "rank 5").replace("0xabc", "0xdef");
    return (other + log(List.of(0), STARTS_MS)).getBytes(UTF_8);
  }

  @Override
  protected byte[] unknownKeys() {
    return log(List.of(0), STARTS_MS)
        .replace("stream 0x1\n", "stream 0x1 task 4 globalrank 0\n")
        .replace("recvbuff 0x7f00", "recvbuff 0x7f00 acc (nil)")
        .concat("n1:100:100 [0] NCCL INFO From the future: count 7 of 9\n")
        .getBytes(UTF_8);
  }

  @Override
  protected byte[] largestNumbers() {
    return log(List.of(0), STARTS_MS)
        .replace("0x7f00", "0xffffffffffffffff")
        .replace("opCount 0", "opCount ffffffffffffffff")
        .getBytes(UTF_8);
  }

  @Override
  protected byte[] hugeLine() {
    String filler = "x".repeat(1 << 20);
    StringBuilder log = new StringBuilder(init(0));
    for (int start : STARTS_MS) {
      log.append(filler).append(' ').append(call(0, start).stripTrailing()).append(' ');
    }
    return log.append(filler).toString().getBytes(UTF_8);
  }
}
