package dev.ringside.faults.traffic;

import java.util.List;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;

/**
 * What happens to one rank's agents and to what they send.
 *
 * @param clock the rank's clock at a true time
 * @param flushNs between two batches
 * @param lives starts and ends of its agents, in order
 * @param delivery true time at which the broker appends what is sent at a true time; a rank's
 *     batches stay in order whatever it says
 * @param lost true if the batch sent at a true time never arrives
 */
public record AgentPlan(
    LongUnaryOperator clock,
    long flushNs,
    List<Life> lives,
    LongUnaryOperator delivery,
    LongPredicate lost) {

  /** An agent with nothing to send says so at every flush: all up to its clock has been sent. */
  static final boolean HEARTBEATS = true;

  /**
   * One agent: it sees calls that begin after its start, and sends those that have ended.
   *
   * @param flushesAtEnd it is asked to stop; else it is killed, and what it had not sent is lost
   */
  public record Life(String runId, long fromNs, long toNs, boolean flushesAtEnd) {}

  public AgentPlan {
    lives = List.copyOf(lives);
  }

  /** An agent whose clock is right, which nothing happens to, and whose batches arrive at once. */
  public static AgentPlan calm(String runId, long fromNs, long toNs, long flushNs) {
    return new AgentPlan(
        ns -> ns, flushNs, List.of(new Life(runId, fromNs, toNs, true)), ns -> ns, ns -> false);
  }

  public AgentPlan on(LongUnaryOperator otherClock) {
    return new AgentPlan(otherClock, flushNs, lives, delivery, lost);
  }

  public AgentPlan every(long otherFlushNs) {
    return new AgentPlan(clock, otherFlushNs, lives, delivery, lost);
  }

  public AgentPlan living(List<Life> others) {
    return new AgentPlan(clock, flushNs, others, delivery, lost);
  }

  public AgentPlan delivered(LongUnaryOperator other) {
    return new AgentPlan(clock, flushNs, lives, other, lost);
  }

  public AgentPlan losing(LongPredicate other) {
    return new AgentPlan(clock, flushNs, lives, delivery, other);
  }
}
