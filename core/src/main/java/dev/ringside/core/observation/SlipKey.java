package dev.ringside.core.observation;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.Slip;

/**
 * What slips of passes are counted by: all that they have in common over layers and sizes.
 *
 * @param term which call of its layer; −1 if that is not known
 * @param expected {@link Collective#UNKNOWN} for extra calls
 * @param seen {@link Collective#UNKNOWN} for missing calls
 */
public record SlipKey(
    Slip.Kind kind, Purpose purpose, int term, Collective expected, Collective seen) {

  /** Further slips, of which only the number is kept. */
  public static final SlipKey MORE =
      new SlipKey(Slip.Kind.MORE, Purpose.LAYER, -1, Collective.UNKNOWN, Collective.UNKNOWN);

  static SlipKey of(Slip slip) {
    return slip.kind() == Slip.Kind.MORE
        ? MORE
        : new SlipKey(
            slip.kind(),
            slip.purpose(),
            slip.term(),
            slip.expected().map(CallKind::collective).orElse(Collective.UNKNOWN),
            slip.seen().map(CallKind::collective).orElse(Collective.UNKNOWN));
  }
}
