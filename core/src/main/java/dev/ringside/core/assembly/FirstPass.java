package dev.ringside.core.assembly;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.ForwardPass;
import dev.ringside.core.statistics.CallTally;
import java.util.EnumMap;
import java.util.Map;

/**
 * Tells whether a stream's first pass began before the recording did: then no collective occurs in
 * it more often than in the second pass, and one less often. Broadcasts are left out, engines send
 * them as they like.
 */
final class FirstPass {

  private FirstPass() {}

  /** {@code first} as it is, or marked incomplete in the light of {@code second}. */
  static ForwardPass judgedBy(ForwardPass first, ForwardPass second) {
    Map<Collective, Long> had = callsByCollective(first);
    Map<Collective, Long> full = callsByCollective(second);
    boolean more = false;
    boolean fewer = false;
    for (Collective collective : Collective.values()) {
      int order = Long.compare(had.getOrDefault(collective, 0L), full.getOrDefault(collective, 0L));
      more |= order > 0;
      fewer |= order < 0;
    }
    return fewer && !more
        ? new ForwardPass(
            first.rank(),
            first.index(),
            first.sizes(),
            first.endNs(),
            false,
            first.tallies(),
            first.slips())
        : first;
  }

  private static Map<Collective, Long> callsByCollective(ForwardPass pass) {
    Map<Collective, Long> calls = new EnumMap<>(Collective.class);
    for (Map.Entry<CallKind, CallTally> entry : pass.tallies().entrySet()) {
      if (entry.getKey().collective() != Collective.BROADCAST) {
        calls.merge(entry.getKey().collective(), entry.getValue().calls(), Long::sum);
      }
    }
    return calls;
  }
}
