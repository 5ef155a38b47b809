package dev.ringside.ingest.inspector.process;

import dev.ringside.core.collective.Collective;
import dev.ringside.ingest.inspector.line.InspectorRecord;
import dev.ringside.ingest.inspector.line.Origin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What one process has written about one communicator: which numbers came, and so which are
 * missing.
 *
 * <p>The Inspector numbers collectives from 0 by communicator and function, and sends and receives
 * together from 1. While CUDA graphs replay, a collective's number stands still, so a number that
 * comes again is another call.
 *
 * <p>Source: NCCL {@code src/plugin/profiler.cc:ncclProfilerStartTaskEvents}, {@code
 * plugins/profiler/inspector/inspector.cc}.
 */
public final class CommunicatorLog {

  /**
   * Lines of one dump follow one another within microseconds; dumps are tenths of seconds apart.
   */
  private static final long SAME_DUMP_US = 20_000;

  private static final int KINDS = Collective.values().length;
  private static final int MOST_TAGS = 8;

  private final Origin origin;
  private final long[] last = new long[KINDS];
  private final long[] seen = new long[KINDS];
  private final long[] missing = new long[KINDS];
  private final Set<String> tags = new TreeSet<>();
  private long replayed;
  private long collDropped;
  private long pairDropped;
  private long collDroppedBefore;
  private long pairDroppedBefore;
  private long lastDumpUs = Long.MIN_VALUE;
  private long ofThisDump;
  private long ofEachDump = -1;
  private long dumps;

  CommunicatorLog(Origin origin) {
    this.origin = origin;
    Arrays.fill(last, -1);
    last[slot(Collective.SEND)] = 0;
  }

  public Origin origin() {
    return origin;
  }

  /** Sends and receives share a counter. */
  private static int slot(Collective collective) {
    return (collective == Collective.RECV ? Collective.SEND : collective).ordinal();
  }

  /**
   * Counts a call.
   *
   * @return true if its number has stood still: it is a replay of a CUDA graph
   */
  boolean count(InspectorRecord call) {
    countDump(call.dumpUs());
    if (call.userTag() != 0 && tags.size() < MOST_TAGS) {
      tags.add(UserTag.text(call.userTag()));
    }
    int slot = slot(call.collective());
    long number = call.number();
    boolean again = seen[slot] > 0 && number == last[slot] && number >= 0;
    seen[slot]++;
    if (number > last[slot]) {
      missing[slot] += number - last[slot] - 1;
      last[slot] = number;
    }
    replayed += again ? 1 : 0;
    return again;
  }

  private void countDump(long dumpUs) {
    if (dumpUs - lastDumpUs > SAME_DUMP_US || lastDumpUs == Long.MIN_VALUE) {
      if (ofThisDump > 0) {
        ofEachDump = dumps == 0 || ofEachDump == ofThisDump ? ofThisDump : -1;
        dumps++;
      }
      ofThisDump = 0;
    }
    lastDumpUs = Math.max(lastDumpUs, dumpUs);
    ofThisDump++;
  }

  /** What came so far has been accounted for before: only what is missing from here on counts. */
  void accountFor() {
    Arrays.fill(missing, 0);
    collDroppedBefore = collDropped;
    pairDroppedBefore = pairDropped;
  }

  void mark(InspectorRecord marker) {
    collDropped = Math.max(collDropped, marker.collDropped());
    pairDropped = Math.max(pairDropped, marker.pairDropped());
  }

  public Set<String> tags() {
    return tags;
  }

  public boolean hasPairs() {
    return seen[slot(Collective.SEND)] > 0;
  }

  public boolean hasCollectives() {
    return Arrays.stream(seen).sum() > seen[slot(Collective.SEND)];
  }

  long replayed() {
    return replayed;
  }

  /** Calls that were made and are not in the file: by the writer's count, or by its numbers. */
  long lost() {
    long counted = collDropped - collDroppedBefore + pairDropped - pairDroppedBefore;
    return Math.max(counted, Arrays.stream(missing).sum());
  }

  /** Sentences about what is missing, with its numbers. */
  List<String> losses() {
    List<String> sentences = new ArrayList<>();
    for (Collective collective : Collective.values()) {
      int slot = collective.ordinal();
      if (missing[slot] > 0) {
        sentences.add(
            "%,d of %,d %s of %s are not in the file%s"
                .formatted(
                    missing[slot],
                    last[slot] + (collective == Collective.SEND ? 0 : 1),
                    collective == Collective.SEND ? "Send and Recv" : collective.label(),
                    origin.label(),
                    cause()));
      }
    }
    if (collDropped + pairDropped > 0) {
      sentences.add(
          "the writer counts %,d collectives and %,d sends and receives of %s that its ring lost"
              .formatted(collDropped, pairDropped, origin.label()));
    }
    return sentences;
  }

  private String cause() {
    boolean full = dumps > 0 && ofEachDump == ofThisDump && ofThisDump > 0;
    return full
        ? ": each dump has exactly %,d records, so the ring was full and was overwritten"
            .formatted(ofThisDump)
        : ": overwritten in the ring, too small to be recorded, or without a time of the GPU";
  }
}
