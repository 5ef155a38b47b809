package dev.ringside.core.fault;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.family.FamilyTable;
import dev.ringside.core.model.ExpectedCalls;
import dev.ringside.core.model.ForwardPassModel;
import dev.ringside.core.model.PassInput;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.routing.EngineVersion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One fault of an engine: whom it concerns, in which steps it shows, and what those steps call.
 *
 * @param id repository and number of the public thread: {@code vllm#50691}
 * @param from first release that has it
 * @param until first release that no longer does; empty while none is known
 * @param families whose code has it, as configs spell them
 * @param steps what T̂ must be; empty for every step
 * @param changes against what the step calls where the fault is mended
 * @param when the circumstances in words
 * @param consequence what it does to those who are served, in words
 * @param advice what to do about it, in words
 * @param source where it was read, or the recording
 */
public record KnownFault(
    String id,
    String engine,
    EngineVersion from,
    Optional<EngineVersion> until,
    List<String> families,
    Circumstances circumstances,
    Optional<Limit> steps,
    List<CallChange> changes,
    Harm harm,
    Proof proof,
    String when,
    String consequence,
    String advice,
    String link,
    String source) {

  static final String NONE = "-";
  static final int COLUMNS = 15;

  /** The largest number of tokens that is tried when one is looked for that shows the fault. */
  private static final int MOST_TRIED = 64;

  /** Calls that cannot be told apart. */
  private record Alike(
      Parallelism parallelism, Collective collective, long elements, DataType dataType) {

    static Alike of(ExpectedCalls calls) {
      return new Alike(
          calls.parallelism(), calls.collective(), calls.sendElements(), calls.dataType());
    }
  }

  /**
   * @throws IllegalArgumentException saying which cell is wrong
   */
  static KnownFault parse(List<String> cells) {
    if (cells.size() != COLUMNS) {
      throw new IllegalArgumentException(
          "%d columns, expected %d".formatted(cells.size(), COLUMNS));
    }
    String until = cells.get(3);
    String steps = cells.get(6);
    return new KnownFault(
        cells.get(0),
        cells.get(1),
        EngineVersion.parse(cells.get(2)),
        until.equals(NONE) ? Optional.empty() : Optional.of(EngineVersion.parse(until)),
        List.of(cells.get(4).split(" ", -1)),
        Circumstances.parse(cells.get(5)),
        steps.equals(NONE) ? Optional.empty() : Optional.of(stepsOf(steps)),
        Arrays.stream(cells.get(7).split(" ", -1)).map(CallChange::parse).toList(),
        Harm.valueOf(cells.get(8).toUpperCase(Locale.ROOT)),
        Proof.valueOf(cells.get(9).toUpperCase(Locale.ROOT)),
        cells.get(10),
        cells.get(11),
        cells.get(12),
        cells.get(13),
        cells.get(14));
  }

  private static Limit stepsOf(String cell) {
    if (!cell.startsWith("T")) {
      throw new IllegalArgumentException("\"%s\": expected T with =, < or >".formatted(cell));
    }
    return Limit.parse(cell.substring(1));
  }

  /**
   * True if the deployment will run into it: engine, release, family and circumstances are those,
   * and what the fault leaves out is what the deployment calls.
   */
  public boolean concerns(Deployment on) {
    return engine.equals(on.engine().label())
        && isIn(EngineVersion.parse(on.options().engineVersion()))
        && families.stream().anyMatch(family -> isOf(family, on))
        && circumstances.hold(on)
        && showsIn(on);
  }

  private boolean isIn(EngineVersion release) {
    return release.compareTo(from) >= 0
        && until.map(end -> release.compareTo(end) < 0).orElse(true);
  }

  private static boolean isOf(String family, Deployment on) {
    return FamilyTable.bundled().isSame(family, on.model().family().architecture());
  }

  /** Some stage calls otherwise in some step, and no step is asked to lack what it has not got. */
  private boolean showsIn(Deployment on) {
    for (long tokens = 1; tokens <= MOST_TRIED; tokens++) {
      if (showsIn(tokens, on)) {
        boolean changed = false;
        for (int stage = 0; stage < on.layout().pipeline(); stage++) {
          PassInput step = new PassInput(tokens, 1);
          changed |= !changes(on, stage, step).isEmpty();
          if (!hasWhatIsMissing(on, stage, step)) {
            return false;
          }
        }
        return changed;
      }
    }
    return false;
  }

  private boolean showsIn(long tokens, Deployment on) {
    return tokens > 0 && steps.map(limit -> limit.holds(tokens, on.layout().tensor())).orElse(true);
  }

  private boolean hasWhatIsMissing(Deployment on, int stage, PassInput step) {
    Map<Alike, Long> counts = new HashMap<>();
    List<ExpectedCalls> sound = ForwardPassModel.of(on).expect(stage, step);
    sound.forEach(calls -> counts.merge(Alike.of(calls), calls.count(), Long::sum));
    changes(on, stage, step)
        .forEach(change -> counts.merge(Alike.of(change), change.count(), Long::sum));
    return counts.values().stream().allMatch(count -> count >= 0);
  }

  /**
   * What a rank of {@code stage} calls too many in {@code step} because of the fault; what it lacks
   * has a negative count. Empty for steps in which it does not show.
   */
  public List<ExpectedCalls> changes(Deployment on, int stage, PassInput step) {
    if (!showsIn(step.tokens(), on)) {
      return List.of();
    }
    List<ExpectedCalls> calls = new ArrayList<>();
    for (CallChange change : changes) {
      ExpectedCalls changed = change.in(on, ForwardPassModel.of(on).family(), stage, step.tokens());
      if (changed.count() != 0 && changed.sendElements() != 0) {
        calls.add(changed);
      }
    }
    return calls;
  }

  /** The fault in words, for those who have not met it yet. */
  public String warning() {
    return "%s comes with %s: %s. What to do: %s (%s)"
        .formatted(id, when, consequence, advice, link);
  }
}
