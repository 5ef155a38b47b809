package dev.ringside.core.assembly;

import dev.ringside.core.assembly.StepRepair.Way;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.grammar.Entry;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.grammar.Sentence;
import dev.ringside.core.grammar.Size;
import dev.ringside.core.grammar.StepSizes;
import dev.ringside.core.grammar.Terminal;
import dev.ringside.core.grammar.Variable;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.Slip;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Parses one rank's calls by the sentences that a step of its deployment may be: says of each call
 * which place it has, and where a step ends. A step ends where its sentence ends.
 *
 * <p>Where a call does not fit, the reading that leaves the fewest calls unexplained is taken:
 * calls of the sentence are missing before it, the step ended before it, its size is wrong, it was
 * made among other ranks, or it does not belong here. Each is a {@link Slip}. Where calls fit in
 * two ways, their number in a row and the call after them decide; where those do not, it is counted
 * as {@link Slip.Kind#AMBIGUOUS}. What is decided stays decided, so a rank's state is a place and a
 * few numbers, whatever it is fed. Cost: a few comparisons a run of equal calls; where something
 * does not fit, a look along the sentence. Not thread-safe.
 */
public final class StepParser {

  private final List<Sentence> sentences;
  private final boolean inReplicas;
  private final StepReading reading;
  private final StepPlace here;
  private final StepRepair repair;
  private final StepTrial trial = new StepTrial(this);
  private boolean drafting;
  private boolean guessed;
  private boolean ended;
  private boolean marked;
  private Decision decision = Decision.NONE;
  private Boolean forced;

  /**
   * What was decided as calls could be read in several ways, with an eye on what came after them.
   *
   * @param there whether they are what the step may leave out; null if that was not asked
   * @param way how the step went on as they did not fit; null if they did
   */
  record Decision(Boolean there, Way way) {
    static final Decision NONE = new Decision(null, null);
  }

  /** One that has no dummy steps, and one attention in its tensor group. */
  StepParser(List<Sentence> sentences, long width, int own, long bareRows) {
    this(sentences, width, own, bareRows, false);
  }

  /** One that has no dummy steps. */
  StepParser(List<Sentence> sentences, long width, int own, long bareRows, boolean inReplicas) {
    this(sentences, width, own, bareRows, Long.MAX_VALUE, inReplicas);
  }

  /**
   * @param width elements of one token's activations
   * @param own this rank's place among those of the exchange, if it brings all of its tokens there;
   *     else −1
   * @param bareRows logits of so many rows may be all that is seen of a step, where its sums are
   *     hidden
   * @param dummyTokens of a step that only keeps other replicas company
   * @param inReplicas true if attention runs in replicas within the tensor group
   */
  StepParser(
      List<Sentence> sentences,
      long width,
      int own,
      long bareRows,
      long dummyTokens,
      boolean inReplicas) {
    this.sentences = sentences;
    this.inReplicas = inReplicas;
    this.reading = new StepReading(sentences, width, own, bareRows, dummyTokens, inReplicas);
    this.here = reading.here;
    this.repair = new StepRepair(reading);
  }

  /**
   * Where a parse is, for checkpoints.
   *
   * @param sentence which of the sentences
   * @param at the entry
   * @param chosen which way of it was taken, −1 if open
   * @param taken calls of each of the entry's terminals
   * @param fitted calls that told T̂
   * @param slips calls that did not fit, or were missing
   * @param picture patches of the encoder's pass that is going on, −1 if none is
   * @param last what the latest call was counted as where no place says it
   * @param sumsSeen true if calls were seen that might all have been hidden
   * @param look what decides how calls that fit in several ways, or in none, are read
   */
  public record State(
      int sentence,
      int at,
      int chosen,
      List<Integer> taken,
      long fitted,
      List<Slip> slips,
      boolean begun,
      boolean sumsSeen,
      StepSizes sizes,
      boolean othersKnown,
      long picture,
      Optional<CallKind> last,
      Look look) {}

  /**
   * What decides how calls that fit in several ways, or in none, are read.
   *
   * @param told how many calls have told each {@link Variable}, in their order
   * @param onCpu true if nothing is hidden: the latest call was one of the CPU
   * @param drafting true if the step before drafted tokens
   * @param guessed true if calls were read without knowing what came after them
   * @param ended true if the step was ended by its latest call
   * @param tried calls of the step for which several ways were tried
   */
  public record Look(
      List<Long> told, boolean onCpu, boolean drafting, boolean guessed, boolean ended, int tried) {

    public Look {
      told = List.copyOf(told);
    }

    /** Of a state that knows only how many calls have told T̂. */
    public static Look of(long fitted, boolean onCpu) {
      List<Long> told = new ArrayList<>(Collections.nCopies(Variable.values().length, 0L));
      told.set(Variable.TOKENS.ordinal(), fitted);
      return new Look(told, onCpu, false, false, false, 0);
    }
  }

  State state() {
    return reading.state(
        new Look(reading.told(), here.isOnCpu(), drafting, guessed, ended, trial.tried()));
  }

  void restore(State state) {
    reading.restore(state);
    Look look = state.look();
    reading.told(look.told());
    here.showAll(look.onCpu());
    drafting = look.drafting();
    guessed = look.guessed();
    ended = look.ended();
    trial.tried(look.tried());
  }

  /** Says whether a step of the stream was read before this one. */
  void goOn(boolean anyBefore) {
    repair.first(!anyBefore);
  }

  /** Where a parse is, to go back to in the same rank. */
  record Bookmark(State state, boolean first) {}

  Bookmark bookmark() {
    return new Bookmark(state(), repair.isFirst());
  }

  void backTo(Bookmark mark) {
    int tried = trial.tried();
    restore(mark.state());
    trial.tried(tried);
    repair.first(mark.first());
  }

  /** True if what is missing may have been called before the recording began. */
  boolean mayBeCutOff() {
    return repair.isFirst() && (!here.isOnCpu() || here.sumsSeen() || !reading.isBegun());
  }

  StepRepair repair() {
    return repair;
  }

  /** Says whether something beside the calls says where steps begin. */
  void markBeginnings(boolean are) {
    marked = are;
    repair.markBeginnings(are);
  }

  /** The step ends here, and what still should have come is missing. */
  void end() {
    reading.end();
  }

  /** Begins the next step. */
  void clear() {
    if (reading.isBegun()) {
      drafting = reading.variables.drafted();
    }
    repair.first(false);
    guessed &= ended;
    ended = false;
    trial.clear();
    reading.clear();
  }

  /** The numbers of the step; R is 0 if it ended without the logits that others ask for. */
  StepSizes sizes() {
    return reading.variables.sizes(
        reading.isBegun() && here.hasOptionalLogits(), inReplicas && here.hasOwnTokens());
  }

  /**
   * True if the step ended within a hand-over that is all that was seen of it: which half is
   * missing cannot be said.
   */
  boolean isHalfHandover() {
    return !here.sumsSeen()
        && here.at() < here.entries().size()
        && here.entries().get(here.at()).terminal(0).purpose() == Purpose.HANDOVER
        && here.taken(0) > 0;
  }

  /** What the calls taken last are; null if they have no place in the step. */
  Terminal place() {
    return reading.place();
  }

  /** What was decided about the latest calls. */
  Decision decision() {
    return decision;
  }

  /** What did not fit, and what was missing. */
  List<Slip> slips() {
    return reading.slips().toList();
  }

  /** Calls that had no place, had another size or other ranks, or were missing. */
  long faults() {
    return reading.slips().faults();
  }

  /** True if the step said all of its sentence, and nothing else. */
  boolean isWhole() {
    return here.hasShownItsSums() && faults() == 0 && mayEnd();
  }

  /** True if nothing more can belong to the step. */
  boolean isAtEnd() {
    return here.isAtEnd();
  }

  /** True if nothing more can belong to the step but prompts' logits, which follow at once. */
  boolean isBeforePromptsAlone() {
    return reading.isBegun() && here.isBeforePromptsAlone();
  }

  /** True if sums of layers were seen, and others of the step are still to come. */
  boolean isAmongLayers() {
    return here.isAmongSums();
  }

  /** True if a call of the sentence was seen; without one there is no step yet. */
  boolean isBegun() {
    return reading.isBegun();
  }

  /** True if the step may end here. */
  boolean mayEnd() {
    return reading.mayEnd();
  }

  /**
   * Takes the first of {@code n} equal calls.
   *
   * @return how many belong together; 0 if the step ended before them
   */
  int take(CallSign sign, int n, Ahead ahead) {
    return take(sign, n, ahead, Decision.NONE);
  }

  /** The same where it has been decided already what they are. */
  int take(CallSign sign, int n, Ahead ahead, Decision decided) {
    here.showAll(sign.isOnCpu());
    decision = decided;
    forced = decided.there();
    int count = read(sign, n, ahead);
    reading.last(sign);
    return count;
  }

  private int read(CallSign sign, int n, Ahead ahead) {
    if ((here.fitsHere(sign) && isThere(here.at(), sign, n, ahead))
        || (inReplicas && partSentences(sign))
        || skipFreely(sign, n, ahead)
        || changeSentence(sign)) {
      return accept(sign, n, ahead);
    }
    boolean onceMore = isOnceMore(sign);
    if (!onceMore && !marked && isBegin(sign)) {
      ended = true;
      return 0;
    }
    ended = false;
    if (guessed) {
      guessed = false;
      reading.ambiguous(here.at(), sign, n);
    }
    Way way = decision.way();
    if (way == null) {
      Way nearest = onceMore ? Way.EXTRA : repair.nearest(sign, n, ahead);
      Decision before = decision;
      way = trial.best(nearest, sign, n, ahead);
      decision = new Decision(before.there(), way);
      here.showAll(sign.isOnCpu());
    }
    return repair.go(way, sign, n);
  }

  /** The rest of a run after its step's last call, where no step can begin with it, is too many. */
  private int accept(CallSign sign, int n, Ahead ahead) {
    int entry = here.at();
    int count = reading.accept(sign, n);
    if (count < n && here.isDoubled(entry, n - count) && here.fitsNext(ahead.next())) {
      decision = new Decision(decision.there(), Way.EXTRA);
      return count + reading.extra(sign, n - count, true);
    }
    boolean rest = count < n && here.isAtEnd() && sign.isOnCpu();
    if (!rest || (!marked && reading.beginsSurely(sign))) {
      return count;
    }
    boolean more =
        marked
            || decision.way() == Way.EXTRA
            || !reading.begins(sign)
            || reading.beginsByRebuilding(sign)
            || trial.isTooMany(sign, n - count, ahead);
    decision = new Decision(decision.there(), more ? Way.EXTRA : null);
    return more ? count + reading.extra(sign, n - count, true) : count;
  }

  /** True if the step may end before these calls, and they begin the next one for all we know. */
  private boolean isBegin(CallSign sign) {
    boolean mayBeDrafts =
        sign.isOnCpu() && drafting && !reading.variables.drafted() && here.nearestEntry(sign) >= 0;
    return isBeforePromptsAlone() || (mayEnd() && reading.begins(sign) && !mayBeDrafts);
  }

  /** Logits that nothing asked for, where none can be all that is seen of a step. */
  private boolean isOnceMore(CallSign sign) {
    if (!isBeforePromptsAlone() || !sign.isOnCpu() || reading.begins(sign)) {
      return false;
    }
    Terminal logits = here.entries().get(here.at()).terminal(0);
    return sign.canBe(logits) && logits.size().solve(sign.elements()) != Size.NONE;
  }

  /** Past entries that the step may leave out, to one that fits. */
  private boolean skipFreely(CallSign sign, int n, Ahead ahead) {
    int entry = here.at();
    while (entry < here.entries().size() && here.open(entry) == 0) {
      entry++;
      if (entry < here.entries().size()
          && here.fit(sign, entry) >= 0
          && isThere(entry, sign, n, ahead)) {
        here.enter(entry);
        return true;
      }
    }
    return false;
  }

  /**
   * True unless the step leaves the entry out, and the calls are what comes after it: the length of
   * the run tells, and the call after it. What a replica of attention ends its step with, no step
   * begins with.
   */
  private boolean isThere(int entry, CallSign sign, int n, Ahead ahead) {
    if (!here.isFree(entry) || (inReplicas && entry == here.entries().size() - 1)) {
      return true;
    }
    if (forced != null) {
      boolean there = forced;
      forced = null;
      return there;
    }
    if (inReplicas) {
      return isOfOwnTokens(entry, sign, n, ahead.next());
    }
    Entry of = here.entries().get(entry);
    if (LastSum.isAt(of)) {
      long tokens = reading.variables.of(Variable.TOKENS);
      boolean known = ahead.next() != null;
      return LastSum.isThere(here.entries(), of, tokens, sign.elements(), n, known);
    }
    boolean ofPrompts = of.terminal(0).size().of() == Variable.PROMPTS;
    int without = ofPrompts ? 0 : runWithout(entry, sign);
    if (without == 0) {
      return true;
    }
    int with = of.again() && of.count(0) == 1 ? n : here.runFrom(sign, entry);
    CallSign next = ahead.next();
    boolean both = n == with && n == without;
    if (next == null && n <= Math.min(with, without)) {
      return guess(of);
    }
    if (next == null && n <= Math.max(with, without)) {
      return n <= with;
    }
    if (both && mayBeBare(of, sign, next)) {
      reading.ambiguous(entry, sign, n);
      return false;
    }
    if (both) {
      return here.nextFit(next, entry) >= 0;
    }
    if (n == without || (n == with && here.goesOn(entry, sign, next))) {
      return n == with;
    }
    boolean nearer = Math.abs(n - with) <= Math.abs(n - without);
    boolean there = trial.isThere(nearer, sign, n, ahead);
    decision = new Decision(there, null);
    here.showAll(sign.isOnCpu());
    return there;
  }

  /**
   * The same where attention runs in replicas: a replica without tokens leaves out what is of its
   * own. The sums of the layers that follow are a run of a known number, the logits' rows may go on
   * with it, and so may the next step of a replica without tokens.
   */
  private boolean isOfOwnTokens(int entry, CallSign sign, int n, CallSign next) {
    int later = here.behind(entry);
    while (later < here.entries().size() && here.isPassed(later, sign)) {
      later++;
    }
    int without = here.sumsFrom(sign, later, true);
    int with = here.sumsFrom(sign, entry, false);
    if (n == with && n == without) {
      return next == null || here.nextFit(next, entry) >= 0 || fitsElsewhere(next, entry);
    }
    boolean rowsToo = n == without + 1 && here.runFrom(sign, later) > without;
    if (rowsToo && next != null && next.kind().collective() == Collective.ALL_GATHER) {
      return here.nextFit(next, entry) < 0;
    }
    return without == 0 || n % without != 0;
  }

  /** True if the other sentence has such a call behind an entry that both have. */
  @SuppressWarnings("ReferenceEquality")
  private boolean fitsElsewhere(CallSign next, int entry) {
    List<Entry> before = here.entries();
    boolean fits = false;
    for (int i = 0; i < sentences.size() && !fits; i++) {
      List<Entry> other = sentences.get(i).entries();
      if (other != before && here.moveTo(other)) {
        fits = entry < other.size() && here.nextFit(next, entry) >= 0;
        here.moveTo(before);
      }
    }
    return fits;
  }

  /**
   * A batch ends before the calls say which it is: as in the step before. What follows shows
   * whether that was right; if it does not fit, the guess may have been wrong.
   */
  private boolean guess(Entry of) {
    guessed = true;
    return of.terminal(0).purpose() == Purpose.DRAFT && drafting;
  }

  /** What looks like a picture may be the logits of a step whose sums are hidden. */
  private boolean mayBeBare(Entry of, CallSign sign, CallSign next) {
    return of.terminal(0).purpose() == Purpose.ENCODER && !sign.isOnCpu() && reading.begins(next);
  }

  /** How many such calls would follow in a row, were an entry left out. */
  private int runWithout(int entry, CallSign sign) {
    int later = here.behind(entry);
    while (later < here.entries().size() && here.isPassed(later, sign)) {
      later++;
    }
    if (later < here.entries().size()) {
      return here.runFrom(sign, later);
    }
    return isBegun() ? StepPlace.beginningRun(sign, sentences.get(0).entries()) : 0;
  }

  /**
   * Replicas of attention gather or sum: past what the step may leave out, the call shows which of
   * the two sentences it is.
   */
  @SuppressWarnings("ReferenceEquality")
  private boolean partSentences(CallSign sign) {
    List<Entry> before = here.entries();
    if (goesOnWith(sign)) {
      return true;
    }
    for (int i = 0; i < sentences.size(); i++) {
      List<Entry> other = sentences.get(i).entries();
      if (other != before && here.moveTo(other)) {
        if (goesOnWith(sign)) {
          return true;
        }
        here.moveTo(before);
      }
    }
    return false;
  }

  /** Enters the first entry that the step must not leave out, if such a call is next there. */
  private boolean goesOnWith(CallSign sign) {
    int entry = here.at();
    while (entry < here.entries().size() && here.isFree(entry)) {
      entry++;
    }
    boolean fits = entry < here.entries().size() && here.fit(sign, entry) >= 0;
    if (fits) {
      here.enter(entry);
    }
    return fits;
  }

  /** Another sentence that has been the same up to here. */
  @SuppressWarnings("ReferenceEquality")
  private boolean changeSentence(CallSign sign) {
    List<Entry> before = here.entries();
    List<Entry> found = null;
    boolean several = false;
    for (int i = 0; i < sentences.size() && sentences.size() > 1; i++) {
      List<Entry> other = sentences.get(i).entries();
      if (other != before && here.moveTo(other)) {
        boolean fits = here.fitsHere(sign);
        several |= fits && found != null;
        found = fits && found == null ? other : found;
        here.moveTo(before);
      }
    }
    if (found == null) {
      return false;
    }
    here.moveTo(found);
    if (several) {
      reading.ambiguous(here.at(), sign, 1);
    }
    return true;
  }
}
