package dev.ringside.core.derived;

import dev.ringside.core.account.Phase;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.model.ExpectedCalls;
import dev.ringside.core.model.ForwardPassModel;
import dev.ringside.core.model.PassInput;
import dev.ringside.core.plan.Padding;
import dev.ringside.core.plan.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Distributed Speculative Inference on the layout of a deployment: its d replicas are SP instances
 * of the target, which verify windows of k drafted tokens side by side, while a drafter goes on. A
 * rejected token cancels the windows behind it. N = S_d − 1 tokens are to be decoded.
 *
 * <pre>
 * verifying passes, all instances   at least ⌈N/(k+1)⌉   every token accepted, and one gained each time
 *                                   at most  SP·N        every token rejected, SP − 1 windows cancelled
 * expected, acceptance a            U = N·(1−a)/(1−a^(k+1)) of use, and up to U·(1−a^k)·(SP−1) cancelled
 * a pass                            the target's calls of T̂ = B·(k+1) rows, padded, and as many logits
 * between instances                 no collective: 4·k·B bytes of token ids a pass
 * </pre>
 *
 * <p>No engine does this: an estimate. The drafter's passes are those of a drafting model of its
 * own layout, and not here.
 *
 * <p>Source: arXiv 2405.14105; U is the mean length of a geometric run cut off at k, arXiv
 * 2211.17192.
 */
public final class ParallelSpeculation {

  private static final int TOKEN_BYTES = 4;

  private final Deployment on;
  private final Workload workload;
  private final int lookahead;
  private final long tokens;

  /**
   * @param lookahead k, drafted tokens of a window
   * @throws IllegalArgumentException if there is none
   */
  public ParallelSpeculation(Deployment on, Workload workload, int lookahead) {
    if (lookahead < 1) {
      throw new IllegalArgumentException("lookahead %d: must be at least 1".formatted(lookahead));
    }
    this.on = on;
    this.workload = workload;
    this.lookahead = lookahead;
    this.tokens = workload.outputTokens() - 1;
  }

  /** Verifying passes of all instances, if every drafted token is accepted. */
  public long leastPasses() {
    return (tokens + lookahead) / (lookahead + 1L);
  }

  /** Verifying passes of all instances, if none is. */
  public long mostPasses() {
    return Math.multiplyExact(tokens, (long) on.layout().data());
  }

  /**
   * Expected verifying passes whose tokens are delivered.
   *
   * @param acceptance chance that a drafted token is accepted, given that those before it were
   */
  public double expectedUseful(double acceptance) {
    return tokens / perWindow(acceptance);
  }

  /** Expected verifying passes that are cancelled, at most. */
  public double expectedCancelled(double acceptance) {
    double rejections = expectedUseful(acceptance) * (1 - Math.pow(acceptance, lookahead));
    return rejections * (on.layout().data() - 1);
  }

  /** Tokens that a window delivers: accepted ones up to the first rejection, and one more. */
  private double perWindow(double acceptance) {
    return acceptance == 1
        ? lookahead + 1.0
        : (1 - Math.pow(acceptance, lookahead + 1.0)) / (1 - acceptance);
  }

  /**
   * What the ranks of one stage communicate for all verifying passes; an instance's share is that
   * of the passes it makes.
   *
   * @param acceptance gives the bounds of the expectation instead of those of all that can be
   */
  public List<DerivedRow> rows(int stage, OptionalDouble acceptance) {
    long least = leastPasses();
    long most = mostPasses();
    if (acceptance.isPresent()) {
      double useful = expectedUseful(acceptance.getAsDouble());
      least = Math.round(useful);
      most = Math.round(useful + expectedCancelled(acceptance.getAsDouble()));
    }
    List<DerivedRow> rows = new ArrayList<>();
    if (most > 0) {
      for (ExpectedCalls calls : ForwardPassModel.of(on).expect(stage, pass())) {
        rows.add(
            new DerivedRow(
                Phase.DECODE,
                Optional.of(calls.collective()),
                calls.purpose().label(),
                calls.groupSize(),
                Math.multiplyExact(least, calls.count()),
                Math.multiplyExact(most, calls.count()),
                calls.messageBytes()));
      }
      long ids = Math.multiplyExact(workload.batch(), (long) TOKEN_BYTES * lookahead);
      rows.add(new DerivedRow(Phase.DECODE, Optional.empty(), "token ids", 2, least, most, ids));
    }
    return rows;
  }

  private PassInput pass() {
    long window = lookahead + 1L;
    return new PassInput(
        new Padding(on).padded(Phase.DECODE, workload.batch(), window),
        Math.multiplyExact(workload.batch(), window),
        Phase.DECODE);
  }
}
