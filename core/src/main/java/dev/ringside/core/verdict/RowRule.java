package dev.ringside.core.verdict;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.model.ForwardPassModel;
import dev.ringside.core.observation.Observation;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.report.RowKey;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.routing.Carriers;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What one row of a comparison comes to. The only place that says so.
 *
 * <p>Only ranks that were recorded to the end are judged. If each of them made exactly the expected
 * calls, the row is a {@code match} if size, element type and phase of its calls are known, else a
 * {@code match_by_count}: what was not seen is not equal. If the counts differ:
 *
 * <ul>
 *   <li>calls that the model has no place for: {@code unexpected}, or {@code deviation} if it has a
 *       place for some; {@code insufficient} if their size is not known and they may be logits or
 *       traffic that the engine may leave out, or if they may be those of an encoder of which is
 *       only guessed what it calls;
 *   <li>calls that are lacking: {@code deviation}, or {@code missing} if none was seen; {@code
 *       elsewhere} if none was seen and another library carries them by plan, of which what
 *       recorded the calls shows nothing; {@code insufficient} if calls that were not understood
 *       may be they, or if another library may carry them unseen.
 * </ul>
 */
final class RowRule {

  private final Deployment deployment;
  private final ForwardPassModel model;
  private final Observation observation;
  private final Map<RowKey, RowDraft> drafts;
  private final RowCarriers carriers;

  /**
   * @param drafts the rows with all that was expected and observed
   */
  RowRule(
      Deployment deployment,
      Observation observation,
      Map<RowKey, RowDraft> drafts,
      RowCarriers carriers) {
    this.carriers = carriers;
    this.deployment = deployment;
    this.model = ForwardPassModel.of(deployment);
    this.observation = observation;
    this.drafts = drafts;
  }

  /**
   * @param complete the row's ranks that were recorded to the end
   */
  Verdict judge(RowKey key, RowDraft draft, List<Integer> complete) {
    if (draft.isOptional() && draft.expected() == 0) {
      return Verdict.UNCHECKED;
    }
    if (key.collective() == Collective.UNKNOWN || draft.isMuddled()) {
      return Verdict.INSUFFICIENT;
    }
    if (mayBeOfEncoder(key, draft) || mayBeOfHead(key, draft)) {
      return Verdict.INSUFFICIENT;
    }
    if (draft.expected() == 0) {
      return mayBeLeftOut(key, draft) ? Verdict.INSUFFICIENT : Verdict.UNEXPECTED;
    }
    if (complete.isEmpty()) {
      return Verdict.INSUFFICIENT;
    }
    if (draft.most() == 0) {
      if (carriers.isElsewhere(key, draft)) {
        return Verdict.ELSEWHERE;
      }
      return isHidden(key) || mayBeUnseen(key, draft.expected())
          ? Verdict.INSUFFICIENT
          : Verdict.MISSING;
    }
    return judgeCounts(key, draft, draft.excessOf(complete));
  }

  private Verdict judgeCounts(RowKey key, RowDraft draft, LongSummaryStatistics excess) {
    long lacking = -excess.getMin();
    long tooMany = excess.getMax();
    if (lacking == 0 && tooMany == 0) {
      return key.isWhole() || isAlikeInAllPhases(key, draft)
          ? Verdict.MATCH
          : Verdict.MATCH_BY_COUNT;
    }
    boolean open = tooMany > 0 ? mayBeLeftOut(key, draft) : mayBeUnseen(key, lacking);
    return open ? Verdict.INSUFFICIENT : Verdict.DEVIATION;
  }

  /**
   * Logits follow from their rows alone: where the phase is not known because the sums of the pass
   * are carried elsewhere, as planned, nothing of them is left out.
   */
  private boolean isAlikeInAllPhases(RowKey key, RowDraft draft) {
    return key.isSized()
        && draft.isOf(Purpose.LOGITS)
        && drafts.entrySet().stream()
            .anyMatch(
                row ->
                    row.getKey().stage() == key.stage()
                        && row.getKey().phase() == key.phase()
                        && row.getValue().most() == 0
                        && carriers.isElsewhere(row.getKey(), row.getValue()));
  }

  /** What an encoder calls that is not known is neither right nor wrong. */
  private boolean mayBeOfEncoder(RowKey key, RowDraft draft) {
    return model.family().encoderGuessed()
        && key.parallelism() == Parallelism.TP
        && (draft.expected() == 0 || draft.isOf(Purpose.ENCODER));
  }

  /** Nor is what a drafting head calls that is in no sentence. */
  private boolean mayBeOfHead(RowKey key, RowDraft draft) {
    boolean ofHead = key.parallelism() == Parallelism.TP || key.parallelism() == Parallelism.EP;
    return draft.expected() == 0 && ofHead && model.leavesOutHead();
  }

  /** Calls of unknown size beyond the expected may be of a kind that cannot be expected. */
  private boolean mayBeLeftOut(RowKey key, RowDraft draft) {
    return !key.isSized() && (mayBeLogits(key) || mayBeOptional(draft));
  }

  /** Logits are not expected of a pass whose rows are not known. */
  private boolean mayBeLogits(RowKey key) {
    return key.collective() == deployment.engine().logitsCollective()
        && observation.passes().keySet().stream()
            .anyMatch(shape -> shape.rows() <= 0 && shape.phase().phase() == key.phase());
  }

  /** What an engine is free to send shows in the type, which may be what is not known. */
  private boolean mayBeOptional(RowDraft draft) {
    CallKind kind = draft.kind();
    return kind.dataType() == DataType.UNKNOWN
        && draft.transports().stream()
            .anyMatch(
                by ->
                    Stream.of(DataType.LONG, DataType.BYTE)
                        .anyMatch(
                            type ->
                                model.isOptional(kind.parallelism(), kind.collective(), type, by)));
  }

  private boolean mayBeUnseen(RowKey key, long lacking) {
    return lacking <= notUnderstood(key.stage()) || (!key.isSized() && hasOtherCarriers(key));
  }

  /** The most calls of a rank of the stage of which the collective is not known. */
  private long notUnderstood(int stage) {
    return drafts.entrySet().stream()
        .filter(e -> e.getKey().collective() == Collective.UNKNOWN && e.getKey().stage() == stage)
        .mapToLong(e -> e.getValue().most())
        .sum();
  }

  /** True if the engine may have some all-reduces carried by a library that is not watched. */
  private boolean hasOtherCarriers(RowKey key) {
    return RowCarriers.isTensorAllReduce(key) && new Carriers(deployment).mayBeOther();
  }

  /**
   * True for all-reduces of a stage and phase of which not one was seen: another library carries
   * them. By phase, as an engine may leave only its large messages to the library that is watched.
   */
  boolean isHidden(RowKey key) {
    return RowCarriers.isTensorAllReduce(key)
        && !observation.isEmpty()
        && drafts.entrySet().stream()
            .noneMatch(entry -> entry.getKey().isSizeOf(key) && entry.getValue().most() > 0);
  }
}
