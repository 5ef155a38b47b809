package dev.ringside.schemas.batch;

import dev.ringside.core.bound.Bound;
import dev.ringside.core.iteration.Iteration;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;
import java.util.List;

/** How what an engine tells of a rank's steps lies in a batch: its last field. */
final class StepFields {

  private StepFields() {}

  /**
   * @param shiftNs added to every start
   */
  static void write(WireWriter out, List<Iteration> steps, long shiftNs) {
    out.writeArray(
        steps,
        (to, step) -> {
          to.writeLong(Math.addExact(step.startNs(), shiftNs));
          to.writeLong(step.elapsedNs());
          to.writeInt(step.contextRequests());
          to.writeLong(step.contextTokens());
          to.writeInt(step.generationRequests());
          to.writeLong(step.generationTokens());
        });
  }

  static List<Iteration> read(WireReader in) throws MalformedRecordException {
    return in.readArray(Bound.TOLD_STEPS, StepFields::readStep);
  }

  private static Iteration readStep(WireReader in) throws MalformedRecordException {
    long startNs = in.readLong();
    long durationNs = in.readLong();
    int contextRequests = in.readInt();
    long contextTokens = in.readLong();
    int generationRequests = in.readInt();
    long generationTokens = in.readLong();
    long endNs = startNs + durationNs;
    if (startNs < 0 || durationNs < 0 || endNs < 0) {
      throw in.badValue("a step from %d ns for %d ns".formatted(startNs, durationNs));
    }
    try {
      return new Iteration(
          "",
          0,
          0,
          endNs,
          durationNs,
          contextRequests,
          contextTokens,
          generationRequests,
          generationTokens,
          false);
    } catch (IllegalArgumentException e) {
      throw in.badValue(e.getMessage());
    }
  }
}
