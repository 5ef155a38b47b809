package dev.ringside.core.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.grammar.Sentence;
import dev.ringside.core.grammar.SentenceBuilder;
import dev.ringside.core.grammar.Size;
import dev.ringside.core.grammar.StepSizes;
import dev.ringside.core.grammar.Terminal;
import dev.ringside.core.grammar.Variable;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.Slip;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What is decided where calls fit in two ways, or in none. h is 64, v'/t 10, two ranks; two layers
 * of two sums.
 */
class StepParserTest {

  private static final int WIDTH = 64;
  private static final int SHARD = 10;
  private static final long BARE_ROWS = 8;
  private static final Communicator BOTH = new Communicator("tp", 2, List.of(0, 1));

  /** A run of equal calls. */
  private record Run(Collective collective, long elements, int calls, Transport transport) {

    static Run sums(long rows, int calls) {
      return new Run(Collective.ALL_REDUCE, rows * WIDTH, calls, Transport.GLOO);
    }

    static Run halfSums(long rows, int calls) {
      return new Run(Collective.ALL_REDUCE, rows * WIDTH / 2, calls, Transport.GLOO);
    }

    static Run logits(long rows) {
      return new Run(Collective.ALL_GATHER, rows * SHARD, 1, Transport.GLOO);
    }

    Run onGpu() {
      return new Run(collective, elements, calls, Transport.NCCL);
    }

    CallSign sign() {
      CallSignature signature =
          new CallSignature(
              BOTH,
              collective,
              DataType.BFLOAT16,
              elements,
              transport,
              TimingQuality.values()[0],
              -1,
              0);
      return new CallSign(
          signature, CallKind.of(signature, Parallelism.TP, 2), true, false, false, false);
    }
  }

  /** A step that was read: its numbers, and what did not fit. */
  private record Step(StepSizes sizes, List<Slip> slips) {}

  @Test
  void promptLogitsAreOfTheStepBeforeThem() {
    List<Step> steps =
        parse(
            plain(), Run.sums(40, 5), Run.logits(1), Run.logits(39), Run.sums(1, 5), Run.logits(1));
    assertThat(steps).extracting(step -> step.sizes().tokens()).containsExactly(40L, 1L);
    assertThat(steps.get(0).sizes().beside().prompts()).containsExactly(39L);
    assertThat(steps).allMatch(step -> step.slips().isEmpty());
  }

  /** After a step all of whose tokens get a next one there is no prompt. */
  @Test
  void aDecodeStepHasNoPromptLogits() {
    List<Step> steps = parse(plain(), Run.sums(4, 5), Run.logits(4), Run.logits(3), Run.sums(4, 5));
    assertThat(steps.get(0).sizes()).isEqualTo(new StepSizes(4, 4));
  }

  /** Kernels of the engine's own may hide the sums of a decode step: its logits are all of it. */
  @Test
  void bareLogitsOnGpusAreAStepOfTheirOwn() {
    List<Step> steps =
        parse(
            plain(),
            Run.sums(40, 5).onGpu(),
            Run.logits(1).onGpu(),
            Run.logits(3).onGpu(),
            Run.logits(3).onGpu());
    assertThat(steps).extracting(step -> step.sizes().rows()).containsExactly(1L, 3L, 3L);
    assertThat(
            parse(plain(), Run.sums(40, 5).onGpu(), Run.logits(1).onGpu(), Run.logits(39).onGpu()))
        .hasSize(1);
  }

  @Test
  void aHeadRunsOverTheRowsOfItsTarget() {
    List<Step> steps =
        parse(
            withHead(),
            Run.sums(40, 5),
            Run.logits(1),
            Run.sums(40, 3),
            Run.logits(1),
            Run.sums(2, 5),
            Run.logits(2),
            Run.sums(2, 3),
            Run.logits(1));
    assertThat(steps)
        .extracting(Step::sizes)
        .containsExactly(
            new StepSizes(40, 1, List.of(), 40, 1), new StepSizes(2, 2, List.of(), 2, 1));
    assertThat(steps).allMatch(step -> step.slips().isEmpty());
  }

  /** Sums of half the width: two rows of them could be the beginning of the target's next step. */
  @Test
  void aDraftThatSumsTwiceInEachLayerStaysInItsStep() {
    Run[] step = {
      Run.sums(2, 5).onGpu(),
      Run.logits(2).onGpu(),
      Run.halfSums(4, 5 + 4).onGpu(),
      Run.logits(2).onGpu(),
      Run.halfSums(2, 5 + 2).onGpu(),
      Run.logits(2).onGpu()
    };
    List<Step> steps =
        parse(withDraft(), Stream.of(step, step, step).flatMap(Stream::of).toArray(Run[]::new));

    assertThat(steps)
        .hasSize(3)
        .allMatch(one -> one.sizes().equals(new StepSizes(2, 2, List.of(), 4, 2)))
        .allMatch(one -> Slip.faults(one.slips()) == 6)
        .allMatch(one -> one.slips().stream().allMatch(slip -> slip.kind() == Slip.Kind.EXTRA));
  }

  /** Drafted from n-grams, which call nothing: the same rows again are the next step's. */
  @Test
  void whetherThereIsAHeadTheCallsSay() {
    List<Step> steps =
        parse(
            withHead(),
            Run.sums(2, 5),
            Run.logits(2),
            Run.sums(2, 5),
            Run.logits(2),
            Run.sums(2, 5),
            Run.logits(2));
    assertThat(steps).hasSize(3).allMatch(step -> step.sizes().equals(new StepSizes(2, 2)));
    assertThat(steps).allMatch(step -> step.slips().isEmpty());
  }

  /**
   * A batch that ends within a run leaves open which it is: habit decides. Where what follows does
   * not fit, it is said that the reading may have been wrong.
   */
  @Test
  void aGuessThatDoesNotComeTrueIsCounted() {
    StepParser parser = parser(withHead());
    take(parser, Run.sums(2, 5));
    take(parser, Run.logits(2));
    assertThat(parser.take(Run.sums(2, 2).sign(), 2, () -> null)).isZero();
    assertThat(parser.slips()).isEmpty();
    assertThat(parser.sizes().doubtful()).isFalse();
    parser.clear();
    take(parser, Run.sums(2, 3));
    take(parser, Run.logits(2));
    assertThat(parser.slips())
        .extracting(Slip::kind)
        .containsExactly(Slip.Kind.AMBIGUOUS, Slip.Kind.MISSING);
    assertThat(parser.sizes().doubtful()).isTrue();
    assertThat(parser.faults()).isEqualTo(2);
  }

  @Test
  void aGuessThatComesTrueIsNotCounted() {
    StepParser parser = parser(withHead());
    take(parser, Run.sums(2, 5));
    take(parser, Run.logits(2));
    assertThat(parser.take(Run.sums(2, 2).sign(), 2, () -> null)).isZero();
    parser.clear();
    take(parser, Run.sums(2, 5));
    take(parser, Run.logits(2));
    assertThat(parser.slips()).isEmpty();
    assertThat(parser.sizes()).isEqualTo(new StepSizes(2, 2));
  }

  @Test
  void twoSentencesThatFitAreCounted() {
    Terminal other = terminal(Purpose.CONTEXT, Collective.REDUCE_SCATTER, Variable.FIXED, 7);
    Sentence first = layers(new SentenceBuilder()).say(logits(Variable.ROWS)).end();
    Sentence second = layers(new SentenceBuilder()).say(other).say(logits(Variable.ROWS)).end();
    Sentence third = layers(new SentenceBuilder()).say(other, 2).say(logits(Variable.ROWS)).end();
    StepParser parser = new StepParser(List.of(first, second, third), WIDTH, -1, BARE_ROWS);
    take(parser, Run.sums(2, 5));
    take(parser, new Run(Collective.REDUCE_SCATTER, 7, 1, Transport.GLOO));
    take(parser, Run.logits(2));
    assertThat(parser.isAtEnd()).isTrue();
    assertThat(parser.slips()).extracting(Slip::kind).containsExactly(Slip.Kind.AMBIGUOUS);
    assertThat(parser.sizes().doubtful()).isTrue();
  }

  @Test
  void oneMissingSumIsInOneOfTheLayers() {
    List<Step> steps = parse(plain(), Run.sums(2, 4), Run.logits(2), Run.sums(2, 5), Run.logits(2));
    Slip slip = steps.get(0).slips().get(0);
    assertThat(slip.kind()).isEqualTo(Slip.Kind.MISSING);
    assertThat(List.of(slip.firstLayer(), slip.lastLayer())).containsExactly(0, 1);
    assertThat(slip.count()).isEqualTo(1);
    assertThat(steps.get(1).slips()).isEmpty();
  }

  @Test
  void anotherSizeIsAtItsLayer() {
    List<Step> steps =
        parse(
            plain(), Run.sums(2, 4), Run.sums(6, 1), Run.logits(2), Run.sums(2, 5), Run.logits(2));
    Slip slip = steps.get(0).slips().get(0);
    assertThat(slip.kind()).isEqualTo(Slip.Kind.RESIZED);
    assertThat(slip.isInOneLayer()).isTrue();
    assertThat(List.of(slip.firstLayer(), slip.term())).containsExactly(1, 1);
    assertThat(slip.expected().orElseThrow().sendElements()).isEqualTo(2L * WIDTH);
    assertThat(slip.seen().orElseThrow().sendElements()).isEqualTo(6L * WIDTH);
    assertThat(steps.get(0).sizes()).isEqualTo(new StepSizes(2, 2));
  }

  /**
   * A hostile rank cannot make a pass grow: 16 different slips are kept, the others are counted.
   */
  @Test
  void slipsAreBounded() {
    StepParser parser = parser(plain());
    take(parser, Run.sums(2, 1));
    for (int odd = 0; odd < 1_000; odd++) {
      take(parser, new Run(Collective.ALL_TO_ALL, 1 + odd, 1, Transport.GLOO));
    }
    assertThat(parser.slips()).hasSize(Slip.MOST);
    assertThat(parser.slips().get(Slip.MOST - 1).kind()).isEqualTo(Slip.Kind.MORE);
    assertThat(Slip.faults(parser.slips())).isEqualTo(1_000).isEqualTo(parser.faults());
  }

  private static Sentence plain() {
    return layers(new SentenceBuilder())
        .say(logits(Variable.ROWS))
        .maySayAgain(List.of(logits(Variable.PROMPTS)), List.of(1))
        .end();
  }

  private static Sentence withHead() {
    Terminal draft = terminal(Purpose.DRAFT, Collective.ALL_REDUCE, Variable.HEAD_TOKENS, WIDTH);
    Terminal drafted = terminal(Purpose.DRAFT, Collective.ALL_GATHER, Variable.DRAFTS, SHARD);
    return layers(new SentenceBuilder())
        .say(logits(Variable.ROWS))
        .maySay(draft, 3)
        .maySay(drafted, 1)
        .end();
  }

  private static Sentence withDraft() {
    SentenceBuilder out = layers(new SentenceBuilder()).say(logits(Variable.ROWS));
    for (Variable rows : List.of(Variable.DRAFT_TOKENS, Variable.DRAFTS)) {
      out.maySay(terminal(Purpose.DRAFT, Collective.ALL_REDUCE, rows, WIDTH / 2), 5)
          .maySay(terminal(Purpose.DRAFT, Collective.ALL_GATHER, Variable.DRAFTS, SHARD), 1);
    }
    return out.end();
  }

  private static SentenceBuilder layers(SentenceBuilder out) {
    Terminal sum = terminal(Purpose.LAYER, Collective.ALL_REDUCE, Variable.TOKENS, WIDTH);
    out.say(terminal(Purpose.EMBEDDING, Collective.ALL_REDUCE, Variable.TOKENS, WIDTH));
    out.inLayer(0).say(sum).say(sum);
    return out.inLayer(1).say(sum).say(sum).inLayer(-1);
  }

  private static Terminal logits(Variable rows) {
    return terminal(Purpose.LOGITS, Collective.ALL_GATHER, rows, SHARD);
  }

  private static Terminal terminal(Purpose purpose, Collective collective, Variable of, long each) {
    Size size = of == Variable.FIXED ? Size.fixed(each) : Size.whole(of, each);
    return new Terminal(
        purpose, Parallelism.TP, collective, size, DataType.BFLOAT16, 2, Transport.UNKNOWN);
  }

  private static StepParser parser(Sentence sentence) {
    return new StepParser(List.of(sentence), WIDTH, -1, BARE_ROWS);
  }

  private static void take(StepParser parser, Run run) {
    int left = run.calls();
    while (left > 0) {
      left -= parser.take(run.sign(), left, () -> null);
    }
  }

  /** The steps of one batch. */
  private static List<Step> parse(Sentence sentence, Run... runs) {
    StepParser parser = parser(sentence);
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < runs.length; i++) {
      CallSign next = i + 1 < runs.length ? runs[i + 1].sign() : null;
      int left = runs[i].calls();
      while (left > 0) {
        int count = parser.take(runs[i].sign(), left, () -> next);
        left -= count;
        if (count == 0 || parser.isAtEnd()) {
          end(parser, steps);
        }
      }
    }
    if (parser.isBegun()) {
      end(parser, steps);
    }
    return steps;
  }

  private static void end(StepParser parser, List<Step> steps) {
    steps.add(new Step(parser.sizes(), parser.slips()));
    parser.clear();
  }
}
