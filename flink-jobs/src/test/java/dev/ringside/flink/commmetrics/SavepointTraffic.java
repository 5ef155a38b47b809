package dev.ringside.flink.commmetrics;

import dev.ringside.core.stream.SyntheticAgent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a job has read when its savepoint is taken, and what comes afterwards: a declared run with a
 * duplicate and a record that cannot be read, live agents of which one lost a batch, and batches
 * that wait for a deployment.
 *
 * <p>Never to be changed: savepoints of earlier releases lie in the middle of it. Records of newer
 * traffic go into a class of their own.
 */
final class SavepointTraffic {

  static final String DECLARED = RecordedReplay.acrossPartitions("declared");
  static final String LIVE = RecordedReplay.acrossPartitions("live");
  static final String WAITING = RecordedReplay.acrossPartitions("waiting");

  private static final int LOST = 8;
  private static final double CUT = 0.62;
  private static final long START_MS = SlicedReplica.START_NS / 1_000_000;

  private final List<ScriptedReplica.Record> records = new ArrayList<>();
  private final int cut;

  SavepointTraffic() {
    List<ScriptedReplica.Record> declared = RecordedReplay.of(DECLARED, 0);
    List<ScriptedReplica.Record> live =
        new ArrayList<>(
            RecordedReplay.inTurn(
                SyntheticAgent.live(
                    SlicedReplica.played(LIVE, RecordedReplay.PASSES, 0), RecordedReplay.RUN)));
    live.remove(LOST);
    List<ScriptedReplica.Record> waiting = RecordedReplay.of(WAITING, 0);
    for (int i = 0; i < declared.size(); i++) {
      for (List<ScriptedReplica.Record> of : List.of(declared, live, waiting)) {
        if (i < of.size()) {
          records.add(of.get(i));
        }
      }
    }
    cut = (int) (CUT * records.size());
  }

  /** Before the savepoint. */
  List<ScriptedReplica.Record> before() {
    return records.subList(0, cut);
  }

  /** After it. */
  List<ScriptedReplica.Record> after() {
    return records.subList(cut, records.size());
  }

  /** The start of the window in which the savepoint is taken. */
  long windowOfCutNs() {
    long secondsIn = (long) (CUT * RecordedReplay.PASSES);
    return SlicedReplica.START_NS + secondsIn / 10 * 10 * SlicedReplica.SECOND_NS;
  }

  /** When Kafka got the records: about when their calls ended. */
  List<Long> timesBefore() {
    return times(0, cut);
  }

  List<Long> timesAfter() {
    return times(cut, records.size());
  }

  private List<Long> times(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> START_MS + 1_000L * RecordedReplay.PASSES * (i + 1) / records.size())
        .toList();
  }
}
