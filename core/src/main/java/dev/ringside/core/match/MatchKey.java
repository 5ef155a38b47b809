package dev.ringside.core.match;

import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.parallelism.CommGroup;

/**
 * What calls of different ranks must share to be matched one by one: the n-th call of one rank is
 * then the n-th call of the others. Clocks are not mixed.
 *
 * @param collective {@link Collective#SEND} for both sides of a point-to-point transfer whose ranks
 *     are known
 */
public record MatchKey(
    Transport transport, Collective collective, CommGroup group, TimingQuality clock) {

  public static MatchKey of(CallSignature signature, CommGroup group) {
    boolean paired = signature.collective() == Collective.RECV && !group.ranks().isEmpty();
    return new MatchKey(
        signature.transport(),
        paired ? Collective.SEND : signature.collective(),
        group,
        signature.timing());
  }

  /** True if the calls are both sides of point-to-point transfers between known ranks. */
  public boolean isPair() {
    return collective == Collective.SEND && !group.ranks().isEmpty();
  }
}
