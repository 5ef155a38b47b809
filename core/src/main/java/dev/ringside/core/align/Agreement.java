package dev.ringside.core.align;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.grammar.Sentence;
import dev.ringside.core.grammar.StepSizes;
import dev.ringside.core.grammar.Variable;
import dev.ringside.core.model.ForwardPassModel;
import dev.ringside.core.pass.BlockPart;
import dev.ringside.core.pass.Slip;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Whether the ranks of a tensor group show the same numbers of a pass where no other call of a rank
 * tells them: the rows of its logits, of its prompts' logits, and of gathered pictures. A
 * collective has one size, so a rank that shows another number than most ranks do made a wrong
 * call, and the pass is of the others' numbers.
 *
 * <p>A rank has no voice if its logits are known to be wrong, or if its calls can be read in more
 * ways than those of others. Where two numbers have as many voices, logits are rather missing than
 * too many; else nothing says which is right, and each rank is named with the other's number.
 * Replicas of attention have numbers of their own, and are left alone.
 */
public final class Agreement {

  /** What a pass has none of, one or several, in the order of its calls. */
  private enum Shown {
    /** R, and behind it rows of prompts. */
    LOGITS {
      @Override
      List<Long> of(StepSizes sizes) {
        List<Long> rows = new ArrayList<>();
        if (sizes.rows() > 0) {
          rows.add(sizes.rows());
        }
        rows.addAll(sizes.beside().prompts());
        return rows;
      }
    },
    PICTURES {
      @Override
      List<Long> of(StepSizes sizes) {
        return sizes.beside().gathered();
      }
    };

    abstract List<Long> of(StepSizes sizes);

    private List<Long> of(BlockPart part) {
      return of(part.block().sizes());
    }

    /** False if the sizes of a rank's calls are not known. */
    private boolean isKnownOf(BlockPart part) {
      return this != LOGITS || part.block().sizes().rows() >= 0;
    }

    private Variable variable(int at) {
      return this == PICTURES ? Variable.GATHERED : at == 0 ? Variable.ROWS : Variable.PROMPTS;
    }
  }

  private final List<Sentence> said;
  private final List<BlockPart> voices;

  private Agreement(List<Sentence> said, Collection<BlockPart> group) {
    this.said = said;
    List<BlockPart> sound = group.stream().filter(part -> !isWrong(part)).toList();
    Collection<BlockPart> some = sound.isEmpty() ? group : sound;
    long least = some.stream().mapToLong(Agreement::doubts).min().orElseThrow();
    this.voices = some.stream().filter(part -> doubts(part) == least).toList();
  }

  /**
   * The same passes, with what is wrong of them.
   *
   * @param parts of ranks of one replica, all of the same passes, all whole
   */
  public static List<BlockPart> on(Deployment deployment, List<BlockPart> parts) {
    boolean apart = deployment.options().attentionReplicas() > 1;
    return apart || deployment.layout().tensor() == 1
        ? parts
        : onRows(deployment, onTokens(deployment, parts));
  }

  /**
   * A stage whose hand-over is not as it should be may know the tokens from nothing else: they are
   * those of the other stages.
   */
  private static List<BlockPart> onTokens(Deployment deployment, List<BlockPart> parts) {
    long least = Long.MAX_VALUE;
    long most = 0;
    boolean other = false;
    for (BlockPart part : parts) {
      long tokens = part.block().tokens();
      boolean unsure = tokens > 0 && isHandedOverWrongly(part);
      other |= unsure;
      least = tokens > 0 && !unsure ? Math.min(least, tokens) : least;
      most = unsure ? most : Math.max(most, tokens);
    }
    if (!other || least != most) {
      return parts;
    }
    long right = most;
    return parts.stream()
        .map(
            part ->
                isHandedOverWrongly(part) && part.block().tokens() != right
                    ? ofTokens(deployment, part, right)
                    : part)
        .toList();
  }

  private static boolean isHandedOverWrongly(BlockPart part) {
    List<Slip> slips = part.block().slips();
    return !slips.isEmpty()
        && slips.stream()
            .anyMatch(
                slip ->
                    slip.isFault()
                        && (slip.purpose() == Purpose.REBUILD
                            || slip.purpose() == Purpose.HANDOVER));
  }

  private static BlockPart ofTokens(Deployment deployment, BlockPart part, long right) {
    int stage = deployment.layout().stageOf(part.rank());
    StepSizes sizes = part.block().sizes();
    List<Sentence> said = ForwardPassModel.of(deployment).sentences(stage);
    List<Slip> slip =
        Slip.otherwise(said, Variable.TOKENS, right, sizes.tokens()).stream()
            .filter(one -> one.purpose() == Purpose.HANDOVER)
            .map(one -> one.times(said.get(0).entries().get(0).count(0)))
            .toList();
    return new BlockPart(
        part.block().corrected(sizes.withTokens(right), slip), part.from(), part.to());
  }

  private static List<BlockPart> onRows(Deployment deployment, List<BlockPart> parts) {
    if (areAlike(parts)) {
      return parts;
    }
    Map<Integer, List<BlockPart>> stages = new TreeMap<>();
    for (BlockPart part : parts) {
      int stage = deployment.layout().stageOf(part.rank());
      stages.computeIfAbsent(stage, s -> new ArrayList<>()).add(part);
    }
    Map<Integer, BlockPart> settled = new TreeMap<>();
    stages.forEach(
        (stage, group) -> {
          Agreement of = new Agreement(ForwardPassModel.of(deployment).sentences(stage), group);
          group.forEach(part -> settled.put(part.rank(), of.settled(part, areAlike(group))));
        });
    return parts.stream().map(part -> settled.get(part.rank())).toList();
  }

  private static boolean areAlike(List<BlockPart> parts) {
    StepSizes first = parts.get(0).block().sizes();
    for (BlockPart part : parts) {
      StepSizes sizes = part.block().sizes();
      if (sizes.rows() != first.rows() || !sizes.beside().equals(first.beside())) {
        return false;
      }
    }
    return true;
  }

  private static boolean isWrong(BlockPart part) {
    return part.block().slips().stream()
        .anyMatch(slip -> slip.isFault() && slip.purpose() == Purpose.LOGITS);
  }

  private static long doubts(BlockPart part) {
    return part.block().sizes().beside().doubts();
  }

  private BlockPart settled(BlockPart part, boolean alike) {
    if (alike) {
      return part;
    }
    StepSizes sizes = part.block().sizes();
    List<Slip> slips = new ArrayList<>();
    for (Shown number : Shown.values()) {
      List<Long> shown = number.of(part);
      List<List<Long>> others = number.isKnownOf(part) ? mostSaid(number) : List.of(shown);
      if (!others.isEmpty() && !others.equals(List.of(shown))) {
        List<Long> right =
            others.stream().filter(one -> !one.equals(shown)).findFirst().orElseThrow();
        differing(number, right, shown).ifPresent(slips::add);
        sizes = others.size() > 1 ? sizes : with(sizes, number, ofVoice(number, right));
      }
    }
    boolean same = sizes.equals(part.block().sizes()) && slips.isEmpty();
    List<Slip> fresh = isWrong(part) ? List.of() : slips;
    return same
        ? part
        : new BlockPart(part.block().corrected(sizes, fresh), part.from(), part.to());
  }

  private StepSizes ofVoice(Shown number, List<Long> right) {
    return voices.stream()
        .filter(part -> number.isKnownOf(part) && number.of(part).equals(right))
        .map(part -> part.block().sizes())
        .findFirst()
        .orElseThrow();
  }

  /** What most ranks with a voice say; several if as many say one as another. */
  private List<List<Long>> mostSaid(Shown number) {
    Map<List<Long>, Long> said =
        voices.stream()
            .filter(number::isKnownOf)
            .collect(Collectors.groupingBy(number::of, Collectors.counting()));
    long most = said.values().stream().mapToLong(Long::longValue).max().orElse(0);
    List<List<Long>> best =
        said.keySet().stream().filter(one -> said.get(one) == most).limit(2).toList();
    boolean orNone = number == Shown.LOGITS && best.size() > 1 && best.contains(List.of());
    return orNone ? best.stream().filter(one -> !one.isEmpty()).toList() : best;
  }

  /** One call less, more or of another size; the first place in which they differ is meant. */
  private Optional<Slip> differing(Shown number, List<Long> right, List<Long> shown) {
    int at = 0;
    while (at < Math.min(right.size(), shown.size()) && right.get(at).equals(shown.get(at))) {
      at++;
    }
    long expected = right.size() < shown.size() ? 0 : right.get(at);
    long seen = right.size() > shown.size() ? 0 : shown.get(at);
    return Slip.otherwise(said, number.variable(at), expected, seen);
  }

  private StepSizes with(StepSizes sizes, Shown number, StepSizes right) {
    boolean logits = number == Shown.LOGITS;
    StepSizes.Beside beside = sizes.beside();
    return new StepSizes(
        sizes.tokens(),
        logits ? right.rows() : sizes.rows(),
        sizes.others(),
        sizes.draftTokens(),
        sizes.drafts(),
        new StepSizes.Beside(
            beside.embedded(),
            beside.patches(),
            logits ? beside.gathered() : right.beside().gathered(),
            logits ? right.beside().prompts() : beside.prompts(),
            right.beside().doubts()));
  }
}
