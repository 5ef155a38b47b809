package dev.ringside.flink.stage;

import java.util.Optional;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.FlinkRuntimeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a stage's steps so that an unexpected failure in one of them ends neither the task nor the
 * job. What a step sends goes out only if it succeeds. What it changed in state is the caller's to
 * clear up: on the heap, state is live objects, which a failed step leaves half changed.
 *
 * <p>Failures of Flink and of its state are not caught: they are no record's fault, and the job
 * restarts from its checkpoint. One for each task; not thread-safe.
 */
final class Attempts<T> {

  private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

  private final Outbox<T> outbox = new Outbox<>();
  private final Counter failed;

  /**
   * @param failed counts the steps that failed: each is a defect of Ringside's
   */
  Attempts(Counter failed) {
    this.failed = failed;
  }

  /** A step, with the context that it may send to. */
  @FunctionalInterface
  interface Step<T> {
    void run(StageContext<T> context) throws Exception;
  }

  /** Why the step failed; empty if it succeeded. */
  Optional<RuntimeException> run(StageContext<T> context, Step<T> step) throws Exception {
    try {
      step.run(context.sendingTo(outbox, outbox));
    } catch (FlinkRuntimeException e) {
      throw e;
    } catch (RuntimeException e) {
      outbox.clear();
      note(e);
      return Optional.of(e);
    }
    outbox.sendTo(context);
    return Optional.empty();
  }

  /** A flood of failures must not fill the log: the 1st, 2nd, 4th, 8th ... has its stack trace. */
  private void note(RuntimeException e) {
    failed.inc();
    if (Long.bitCount(failed.getCount()) == 1) {
      LOG.error("internal error number {} of this task", failed.getCount(), e);
    }
  }
}
