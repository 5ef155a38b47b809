package dev.ringside.core.report;

import dev.ringside.core.account.Phase;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.parallelism.Parallelism;
import java.util.Comparator;

/**
 * What tells one row of a report from another. Ordered as a reader goes through a pass: stage,
 * phase, parallelism, collective, largest message first.
 *
 * @param stage the issuing ranks' pipeline stage, −1 without a deployment
 * @param sendElements see {@link Collective}; −1 if the source did not tell
 */
public record RowKey(
    Parallelism parallelism,
    int stage,
    Phase phase,
    Collective collective,
    long sendElements,
    DataType dataType)
    implements Comparable<RowKey> {

  private static final Comparator<RowKey> ORDER =
      Comparator.comparing(RowKey::isControl)
          .thenComparing(RowKey::stage)
          .thenComparing(RowKey::phase)
          .thenComparing(RowKey::parallelism)
          .thenComparing(RowKey::collective)
          .thenComparing(Comparator.comparing(RowKey::sendElements).reversed())
          .thenComparing(RowKey::dataType);

  /** True for the engine's own coordination, which is shown apart. */
  public boolean isControl() {
    return parallelism == Parallelism.CONTROL;
  }

  /** True if size and element type are known; what is not known cannot be compared. */
  public boolean isSized() {
    return sendElements >= 0 && dataType != DataType.UNKNOWN;
  }

  /**
   * True if nothing about the calls is left out when they are compared: the phase is known, too.
   */
  public boolean isWhole() {
    return isSized() && phase != Phase.UNKNOWN;
  }

  /** True if calls of this key, which is not sized, may be calls of {@code sized}. */
  public boolean mayBe(RowKey sized) {
    return isSizeOf(sized)
        && (sendElements < 0 || sendElements == sized.sendElements)
        && (dataType == DataType.UNKNOWN || dataType == sized.dataType);
  }

  /** True for calls of the same collective, stage and phase, whatever their size. */
  public boolean isSizeOf(RowKey other) {
    return parallelism == other.parallelism
        && stage == other.stage
        && phase == other.phase
        && collective == other.collective;
  }

  @Override
  public int compareTo(RowKey other) {
    return ORDER.compare(this, other);
  }
}
