package dev.ringside.ingest.calibration;

import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.core.collective.Transport;
import dev.ringside.ingest.recording.RankTrace;
import dev.ringside.ingest.recording.TraceRecording;
import dev.ringside.ingest.source.RankInfo;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/** A recording of calls made up one by one, of BF16 over NCCL unless said otherwise. */
final class PlayedCalls {

  private final Map<Integer, String> hosts = new TreeMap<>();
  private final Map<Integer, SignatureTable> signatures = new TreeMap<>();
  private final Map<Integer, CallColumns> calls = new TreeMap<>();

  static CallSignature signature(Collective collective, Communicator communicator, long elements) {
    return new CallSignature(
        communicator,
        collective,
        DataType.BFLOAT16,
        elements,
        Transport.NCCL,
        TimingQuality.GPU_NS,
        CallSignature.NO_PEER,
        0);
  }

  static CallSignature pointToPoint(Collective collective, int peer, long elements) {
    return new CallSignature(
        Communicator.UNKNOWN,
        collective,
        DataType.BFLOAT16,
        elements,
        Transport.NCCL,
        TimingQuality.GPU_NS,
        peer,
        0);
  }

  static Communicator group(Integer... ranks) {
    return new Communicator("", ranks.length, List.of(ranks));
  }

  PlayedCalls host(int rank, String host) {
    hosts.put(rank, host);
    return this;
  }

  PlayedCalls call(int rank, CallSignature signature, double seconds) {
    CallColumns columns = calls.computeIfAbsent(rank, unused -> new CallColumns());
    SignatureTable table = signatures.computeIfAbsent(rank, unused -> new SignatureTable());
    columns.add(
        table.idOf(signature),
        columns.size() * 1_000_000L,
        Math.round(seconds * 1e9),
        columns.size());
    return this;
  }

  TraceRecording recording() {
    List<RankTrace> traces =
        calls.keySet().stream()
            .map(
                rank ->
                    new RankTrace(
                        Path.of("rank" + rank),
                        new RankInfo(rank, OptionalInt.empty(), hosts.getOrDefault(rank, "")),
                        signatures.get(rank),
                        calls.get(rank),
                        Collections.emptySortedMap(),
                        List.of()))
            .toList();
    return new TraceRecording(traces);
  }
}
