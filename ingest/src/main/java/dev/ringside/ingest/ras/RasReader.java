package dev.ringside.ingest.ras;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.ringside.ingest.source.CallSink;
import dev.ringside.ingest.source.Head;
import dev.ringside.ingest.source.KnownTimes;
import dev.ringside.ingest.source.Likelihood;
import dev.ringside.ingest.source.Note;
import dev.ringside.ingest.source.RankInfo;
import dev.ringside.ingest.source.TraceReader;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/** Tells the ranks and groups of one answer of RAS, and how many collectives each has launched. */
public final class RasReader implements TraceReader {

  @Override
  public String format() {
    return "an answer of NCCL's RAS as JSON";
  }

  @Override
  public Likelihood sniff(Head head) {
    String text = new String(head.bytes(), ISO_8859_1);
    boolean ras =
        text.contains("\"nccl_version\"")
            && text.contains("\"communicators_count\"")
            && text.indexOf('{') >= 0;
    if (!ras) {
      return Likelihood.NONE;
    }
    return head.isNamed(".json") ? Likelihood.CERTAIN : Likelihood.BY_CONTENT;
  }

  @Override
  public void read(Path file, CallSink sink, LongConsumer progress)
      throws UnreadableTraceException {
    RasPoll poll = RasPoll.read(file, progress);
    if (poll == null) {
      return;
    }
    Map<String, Integer> global = new TreeMap<>(poll.globalRanks());
    sink.note(new Note.Timing(KnownTimes.ORDER));
    sink.note(new Note.Incomplete("counts of launches only: no sizes, no times, no single calls"));
    int world = poll.communicators().stream().mapToInt(RasCommunicator::size).max().orElse(0);
    for (RasCommunicator one : poll.communicators()) {
      List<Integer> ranks =
          Stream.concat(one.ranks().stream(), one.missing().stream())
              .sorted((a, b) -> Integer.compare(a.rank(), b.rank()))
              .map(rank -> global.get(rank.process()))
              .toList();
      sink.note(new Note.Group(one.hash(), ranks, ""));
      one.ranks().forEach(rank -> tell(sink, one, rank, global.get(rank.process()), world));
    }
  }

  private static void tell(
      CallSink sink, RasCommunicator communicator, RasRank rank, int global, int world) {
    OptionalInt size = world > 0 ? OptionalInt.of(world) : OptionalInt.empty();
    String counts =
        rank.counts().entrySet().stream()
            .filter(count -> count.getValue() > 0)
            .map(count -> "%,d %s".formatted(count.getValue(), count.getKey()))
            .reduce((one, other) -> one + ", " + other)
            .orElse("nothing");
    sink.rank(new RankInfo(global, size, rank.place()))
        .remark("launched in communicator %s: %s".formatted(communicator.hash(), counts));
  }
}
