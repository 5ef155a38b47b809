package dev.ringside.core.pass;

import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.grammar.Sentence;
import dev.ringside.core.grammar.Terminal;
import dev.ringside.core.grammar.Variable;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a pass is not what its deployment's sentence says: calls that are missing, too many,
 * another size or in another group, each at its place. Equal ones of a pass are one slip with a
 * count.
 *
 * <p>Equal calls in a row that are too few or too many are not told apart: the layers are then a
 * range.
 *
 * @param purpose what the place is for, of an extra call that of the next expected one
 * @param firstLayer of the model, counted from 0 over all stages; −1 for a place outside the layers
 * @param lastLayer the same as the first where the place is known for certain
 * @param term which call of its layer, counted from 0; −1 if that is not known
 * @param expected empty for extra calls; its transport is never known
 * @param seen empty for missing calls
 */
public record Slip(
    Kind kind,
    Purpose purpose,
    int firstLayer,
    int lastLayer,
    int term,
    Optional<CallKind> expected,
    Optional<CallKind> seen,
    long count) {

  /** Different slips that are kept of one pass; what is beyond is counted as {@link Kind#MORE}. */
  public static final int MOST = 16;

  /** What is wrong. */
  public enum Kind {
    /** The step goes on without a call that belongs there. */
    MISSING,
    /** A call that has no place in the step. */
    EXTRA,
    /** The right call, of another size. */
    RESIZED,
    /** The right call, among other ranks. */
    MOVED,
    /** Nothing is wrong, but the calls can be read in more ways than one. */
    AMBIGUOUS,
    /** Further slips of a pass, which were not kept apart. */
    MORE;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One call that shows another number than the step has, as something beside the rank's calls
   * says: a call missing where it shows none, too many where the step has none, or of another size.
   *
   * @param said what steps of the rank's stage may say
   * @param of a number that calls outside the layers show
   * @param right 0 if the step has no such call
   * @param shown 0 if there is none
   * @return empty if steps of the stage make no such calls
   */
  public static Optional<Slip> otherwise(List<Sentence> said, Variable of, long right, long shown) {
    return said.stream()
        .flatMap(sentence -> sentence.entries().stream())
        .flatMap(entry -> entry.terminals().stream())
        .filter(terminal -> terminal.size().of() == of)
        .findFirst()
        .map(terminal -> otherwise(terminal, right, shown));
  }

  private static Slip otherwise(Terminal terminal, long right, long shown) {
    Optional<CallKind> expected = kindOf(terminal, right);
    Optional<CallKind> seen = kindOf(terminal, shown);
    Kind kind = seen.isEmpty() ? Kind.MISSING : expected.isEmpty() ? Kind.EXTRA : Kind.RESIZED;
    return new Slip(kind, terminal.purpose(), -1, -1, -1, expected, seen, 1);
  }

  private static Optional<CallKind> kindOf(Terminal terminal, long number) {
    return number <= 0
        ? Optional.empty()
        : Optional.of(CallKind.of(terminal, terminal.size().elements(number)));
  }

  /** The same, so often. */
  public Slip times(long other) {
    return other == count
        ? this
        : new Slip(kind, purpose, firstLayer, lastLayer, term, expected, seen, other);
  }

  /** True if it says that something is wrong. */
  public boolean isFault() {
    return kind != Kind.AMBIGUOUS;
  }

  /** True if it is in one layer for certain. */
  public boolean isInOneLayer() {
    return firstLayer >= 0 && firstLayer == lastLayer;
  }

  /** Calls that are wrong in {@code slips}; ambiguous readings do not count. */
  public static long faults(List<Slip> slips) {
    return slips.stream().filter(Slip::isFault).mapToLong(Slip::count).sum();
  }
}
