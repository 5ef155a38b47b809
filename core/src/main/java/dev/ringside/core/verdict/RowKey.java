package dev.ringside.core.verdict;

import dev.ringside.core.account.Phase;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.pass.CallKind;
import java.util.Comparator;

/** The key of a report row. Ordered as a reader goes through a pass. */
record RowKey(
    Parallelism parallelism,
    int stage,
    Phase phase,
    Collective collective,
    long sendElements,
    DataType dataType)
    implements Comparable<RowKey> {

  private static final Comparator<RowKey> ORDER =
      Comparator.comparing(RowKey::stage)
          .thenComparing(RowKey::phase)
          .thenComparing(RowKey::parallelism)
          .thenComparing(RowKey::collective)
          .thenComparing(Comparator.comparing(RowKey::sendElements).reversed())
          .thenComparing(RowKey::dataType);

  static RowKey of(int stage, Phase phase, CallKind kind) {
    return new RowKey(
        kind.parallelism(),
        stage,
        phase,
        kind.collective(),
        kind.sendElements(),
        kind.countedType());
  }

  /** True if the source, or the model, tells no size. */
  boolean isUnsized() {
    return sendElements < 0;
  }

  /** True for calls of the same collective, stage and phase, whatever their size. */
  boolean isSizeOf(RowKey other) {
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
