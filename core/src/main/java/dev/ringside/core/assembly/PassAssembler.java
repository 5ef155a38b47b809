package dev.ringside.core.assembly;

import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.bound.Bound;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.fault.FaultySentences;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.grammar.Sentence;
import dev.ringside.core.grammar.Variable;
import dev.ringside.core.iteration.DifferentSteps;
import dev.ringside.core.iteration.Iteration;
import dev.ringside.core.iteration.ToldTally;
import dev.ringside.core.model.ForwardPassModel;
import dev.ringside.core.parallelism.GroupClassifier;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.ForwardPass;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.pass.PassBlockBuilder;
import dev.ringside.core.pass.Slip;
import java.util.List;
import java.util.Optional;

/**
 * Cuts one rank's calls into forward passes, by the sentence that a step of its stage says ({@link
 * StepParser}). The engine's habits decide little of where a pass ends: with t ≥ 2 on the last
 * stage at the logits, gathered or all-gathered, on an earlier stage at its k-th Send; so that the
 * wrong engine still gives passes to compare.
 *
 * <p>A first pass that does not say its whole sentence is held back until the second ends: if it
 * made fewer calls than the second, the recording began in its middle and it is incomplete. Calls
 * after the last end are an incomplete pass too ({@link #finish}), and so is a pass that does not
 * end within {@link Bound#PASS_CALLS} and {@link Bound#PASS_KINDS}.
 *
 * <p>Calls of which the source does not know the collective, and the engine's own coordination, are
 * passed over: they are {@link #loose}.
 *
 * <p>State: the open pass, the held first pass, a counter; cleared by {@link #finish}. Bound: one
 * pass's kinds of calls. Not thread-safe. Cost: a histogram insert a call, all else a run of equal
 * calls.
 */
public final class PassAssembler {

  private final Deployment deployment;
  private final int rank;
  private final ForwardPassModel model;
  private final List<Sentence> sentences;
  private final GroupClassifier classifier;
  private final RepeatingParser parser;
  private final HandoverMarks marks;
  private final OpenPass open;
  private final ToldSteps told;
  private final PassBlockBuilder done = new PassBlockBuilder();
  private long nextIndex;
  private ForwardPass heldFirst;
  private SignatureTable lastSignatures;
  private CallSign[] lastSigns = {};
  private boolean areMarked;

  public PassAssembler(Deployment deployment, int rank) {
    this(deployment, rank, new Snapshot(0, Optional.empty(), Optional.empty(), List.of()));
  }

  /** Goes on where {@link #snapshot} was taken. */
  public PassAssembler(Deployment deployment, int rank, Snapshot snapshot) {
    this.deployment = deployment;
    this.rank = rank;
    this.model = ForwardPassModel.of(deployment);
    this.classifier = new GroupClassifier(deployment.layout(), rank, deployment.attentionTensor());
    this.sentences = model.sentences(deployment.layout().stageOf(rank));
    this.parser =
        new RepeatingParser(
            new StepParser(
                FaultySentences.and(sentences, deployment),
                deployment.model().hidden(),
                deployment.layout().tensor() == 1 ? deployment.layout().replicaOf(rank) : -1,
                mostRows(deployment),
                dummyTokens(deployment),
                deployment.options().attentionReplicas() > 1));
    this.marks = new HandoverMarks(deployment, sentences);
    this.open = new OpenPass(rank, parser);
    this.told = new ToldSteps(deployment);
    told.tell(snapshot.steps());
    this.nextIndex = snapshot.nextIndex();
    this.heldFirst = snapshot.heldFirst().orElse(null);
    snapshot.open().ifPresent(open::restore);
    parser.goOn(snapshot.nextIndex() > 0);
  }

  /**
   * Rows of logits of the largest decode step: where the engine's own kernels carry its sums, they
   * are all that is seen of it.
   */
  private static long mostRows(Deployment deployment) {
    return (long) deployment.sequenceBound() * (1 + deployment.options().speculativeTokens());
  }

  /**
   * Tokens of a step that keeps other replicas company. Where replicas of attention share the
   * tensor group, an idle one's step has all the tokens of the others.
   */
  private static long dummyTokens(Deployment deployment) {
    return deployment.options().attentionReplicas() > 1
        ? Long.MAX_VALUE
        : 1L + deployment.options().speculativeTokens();
  }

  /**
   * All that must survive a restart.
   *
   * @param open the pass being built, its counters in {@link OpenPass.Progress}
   * @param steps that were told and wait for their calls
   */
  public record Snapshot(
      long nextIndex,
      Optional<ForwardPass> heldFirst,
      Optional<OpenPass.Progress> open,
      List<Iteration> steps) {}

  public Snapshot snapshot() {
    return new Snapshot(nextIndex, Optional.ofNullable(heldFirst), open.progress(), told.waiting());
  }

  public int rank() {
    return rank;
  }

  public Deployment deployment() {
    return deployment;
  }

  /**
   * Takes what the engine wrote about its steps beside the calls, no later than the calls of these
   * steps. It fills in what sizes do not show.
   *
   * @param steps in the order in which they began, each with end and duration, on the calls' clock
   */
  public void tell(List<Iteration> steps) {
    told.tell(steps);
  }

  /** What {@link #tell} came to beside the calls. */
  public ToldTally told() {
    return told.tally();
  }

  /**
   * Steps whose calls show other numbers than {@link #tell} took, since this was last asked: to be
   * asked for after each {@link #accept} and {@link #finish}, for a {@link #snapshot} lacks them.
   */
  public Optional<DifferentSteps> takeDifferent() {
    return told.takeDifferent();
  }

  /**
   * Takes calls in the order in which they started and returns the passes they complete.
   *
   * @param calls rows sorted by start; nothing of it is kept
   */
  public List<PassBlock> accept(SignatureTable signatures, CallColumns calls) {
    CallSign[] signs = signsOf(signatures);
    Upcoming upcoming = new Upcoming(calls, signs);
    parser.markBeginnings(areMarked);
    int row = 0;
    int end = 0;
    while (row < calls.size()) {
      CallSign sign = signs[calls.signature(row)];
      if (row == end) {
        end = calls.runEnd(row);
      }
      if (!sign.isOfPasses()) {
        endBeforeMark(sign, calls, row, end, signs);
        row = end;
      } else if (sign.aside()) {
        closeBeforePrompts();
        row = add(sign.kind(), calls, row, end);
      } else {
        row = parse(sign, calls, row, end, upcoming.from(end));
      }
    }
    closeBeforePrompts();
    return done.take();
  }

  /** Where hand-overs are announced, what the last one lacks is missing. */
  private void endBeforeMark(
      CallSign sign, CallColumns calls, int from, int end, CallSign[] signs) {
    if (!areMarked || !marks.isMark(sign)) {
      return;
    }
    if (!open.isEmpty() && parser.parser().isBegun()) {
      parser.parser().end();
      close(true);
    }
    if (marks.isInVain(calls, end, signs)) {
      parser.parser().end();
      open.place(calls.lastEndNs(from, end));
      close(true);
    }
  }

  /** Logits of prompts follow at once, in the same batch, or they are taken for a step. */
  private void closeBeforePrompts() {
    if (parser.isBeforePromptsAlone()) {
      close(true);
    }
  }

  /**
   * Those calls of a batch that {@link #accept} passes over, each in the window of {@code windowNs}
   * in which it ended.
   */
  public List<ForwardPass> loose(SignatureTable signatures, CallColumns calls, long windowNs) {
    CallSign[] signs = signsOf(signatures);
    CallKind[] kinds = new CallKind[signs.length];
    boolean some = false;
    for (int id = 0; id < signs.length; id++) {
      kinds[id] = signs[id].isOfPasses() ? null : signs[id].looseKind(signatures.get(id));
      some |= kinds[id] != null;
    }
    return some ? LooseCalls.byWindow(rank, kinds, calls, windowNs) : List.of();
  }

  /** Takes the first calls of a run; returns where the rest begins. */
  private int parse(CallSign sign, CallColumns calls, int from, int end, Ahead ahead) {
    int count = parser.take(sign, end - from, ahead);
    if (count == 0) {
      close(!parser.parser().isHalfHandover());
      return from;
    }
    CallKind placed = parser.placedAs();
    int next = add(placed == null ? sign.kind() : placed, calls, from, from + count);
    if (placed != null) {
      open.place(isReceive(placed) ? calls.lastEndNs(from, next) : calls.startNs(next - 1));
    }
    if (parser.isAtEnd()) {
      close(true);
    }
    return next;
  }

  /** A receive is posted before its step begins. */
  private static boolean isReceive(CallKind kind) {
    return kind.collective() == Collective.RECV;
  }

  private int add(CallKind kind, CallColumns calls, int from, int to) {
    if (!open.hasRoomFor(kind)) {
      close(false);
    }
    int next = Math.min(to, from + open.room());
    open.add(kind, calls, from, next);
    return next;
  }

  /** The end of the stream: the held first pass, and what is open, whole if it may end there. */
  public List<PassBlock> finish() {
    if (heldFirst != null) {
      done.add(heldFirst);
      heldFirst = null;
    }
    if (!open.isEmpty()) {
      done.add(
          parser.parser().isBegun() || parser.parser().faults() > 0
              ? closed(parser.parser().mayEnd())
              : open.close(ForwardPass.NO_INDEX, true));
      open.clear();
    }
    told.finish(nextIndex);
    return done.take();
  }

  private ForwardPass closed(boolean complete) {
    long index = nextIndex++;
    long placedNs = open.placedNs();
    ForwardPass pass = open.close(index, complete);
    if (told.isEmpty()) {
      return pass;
    }
    boolean captured = pass.tallies().keySet().stream().noneMatch(PassAssembler::isOfHost);
    ToldSteps.Met met = told.meet(index, pass.sizes(), placedNs, complete, captured);
    return told(pass, met);
  }

  /**
   * Logits of other rows than are told, or none, are named, and so is a hand-over of other tokens
   * where nothing else shows them; the calls stay as they are.
   */
  private ForwardPass told(ForwardPass pass, ToldSteps.Met met) {
    ForwardPass sized = pass.sized(met.sizes());
    Optional<Slip> slip = Optional.empty();
    if (met.otherTokens() > 0 && marks.areOfAll() && pass.slips().isEmpty()) {
      slip = Slip.otherwise(sentences, Variable.TOKENS, met.otherTokens(), pass.tokens());
    } else if (met.otherRows() > 0 && pass.slips().stream().noneMatch(PassAssembler::isOfLogits)) {
      boolean later = pass.sizes().beside().prompts().contains(met.otherRows());
      long right = later ? 0 : met.otherRows();
      slip = Slip.otherwise(sentences, Variable.ROWS, right, Math.max(0, pass.rows()));
    }
    return slip.map(sized::with).orElse(sized);
  }

  private static boolean isOfLogits(Slip slip) {
    return slip.isFault() && slip.purpose() == Purpose.LOGITS;
  }

  /** The host makes such a call itself: it is in no captured graph. */
  private static boolean isOfHost(CallKind kind) {
    return kind.transport() == Transport.GLOO;
  }

  /**
   * True if the open pass has some of the sums of its layers and not all of them. One that has all
   * may be no pass but a run of the layers alone, as engines make to warm up: nothing need follow
   * it.
   */
  public boolean isMidPass() {
    return parser.parser().isAmongLayers();
  }

  private void close(boolean complete) {
    boolean whole = parser.isWhole();
    ForwardPass pass = closed(complete);
    if (pass.index() == 0 && !whole) {
      heldFirst = pass.copy();
    } else {
      if (heldFirst != null) {
        done.add(FirstPass.judgedBy(heldFirst, pass));
        heldFirst = null;
      }
      done.add(pass);
    }
    open.clear();
  }

  /** Worked out once a table: a reader that knows a dictionary hands out the same one. */
  @SuppressWarnings("ReferenceEquality")
  private CallSign[] signsOf(SignatureTable signatures) {
    if (signatures != lastSignatures || signatures.size() != lastSigns.length) {
      CallSign[] signs = new CallSign[signatures.size()];
      for (int id = 0; id < signs.length; id++) {
        signs[id] = CallSign.of(signatures.get(id), classifier, deployment, model);
      }
      areMarked = marks.areIn(signs);
      lastSigns = signs;
      lastSignatures = signatures;
    }
    return lastSigns;
  }
}
