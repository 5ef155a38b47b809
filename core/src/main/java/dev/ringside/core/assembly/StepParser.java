package dev.ringside.core.assembly;

import dev.ringside.core.collective.Transport;
import dev.ringside.core.grammar.Entry;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.grammar.Sentence;
import dev.ringside.core.grammar.StepSizes;
import dev.ringside.core.grammar.Terminal;
import dev.ringside.core.grammar.Variable;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.Slip;
import dev.ringside.core.pass.Slip.Kind;
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
 * as {@link Kind#AMBIGUOUS}. What is decided stays decided, so a rank's state is a place and a few
 * numbers, whatever it is fed. Cost: a few comparisons a run of equal calls; where something does
 * not fit, a look along the sentence. Not thread-safe.
 */
public final class StepParser {

  private static final long FAR = Long.MAX_VALUE / 4;

  /** Shows what comes after the calls that are being taken. */
  interface Ahead {
    /** The next calls that are of another kind; null if they have not come yet. */
    CallSign next();
  }

  private final List<Sentence> sentences;
  private final int own;
  private final StepVariables variables = new StepVariables();
  private final SlipList slips = new SlipList();
  private final StepPlace here;
  private long fitted;
  private boolean begun;
  private boolean drafting;
  private boolean guessed;
  private boolean ended;
  private Terminal place;
  private CallKind lastKind;

  /**
   * @param width elements of one token's activations
   * @param own this rank's place among those of the exchange, if it brings all of its tokens there;
   *     else −1
   * @param bareRows logits of so many rows may be all that is seen of a step, where its sums are
   *     hidden
   */
  StepParser(List<Sentence> sentences, long width, int own, long bareRows) {
    this.sentences = sentences;
    this.own = own;
    this.here = new StepPlace(sentences.get(0).entries(), variables, width, bareRows);
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
      Optional<CallKind> last) {}

  @SuppressWarnings("ReferenceEquality")
  State state() {
    int sentence = 0;
    while (sentences.get(sentence).entries() != here.entries()) {
      sentence++;
    }
    return new State(
        sentence,
        here.at(),
        here.chosen(),
        here.taken(),
        fitted,
        slips.toList(),
        begun,
        here.sumsSeen(),
        variables.sizes(),
        variables.areOthersKnown(),
        variables.picture(),
        Optional.ofNullable(lastKind));
  }

  void restore(State state) {
    variables.set(state.sizes(), state.othersKnown(), state.picture());
    here.restore(
        sentences.get(Math.min(state.sentence(), sentences.size() - 1)).entries(),
        state.at(),
        state.chosen(),
        state.taken().stream().mapToInt(Integer::intValue).toArray(),
        state.sumsSeen());
    fitted = state.fitted();
    slips.set(state.slips());
    begun = state.begun();
    lastKind = state.last().orElse(null);
  }

  /** Begins the next step. */
  void clear() {
    drafting = begun ? variables.drafted() : drafting;
    guessed &= ended;
    ended = false;
    variables.clear();
    here.begin(sentences.get(0).entries());
    fitted = 0;
    slips.clear();
    begun = false;
    lastKind = null;
  }

  /** The numbers of the step; R is 0 if it ended without the logits that others ask for. */
  StepSizes sizes() {
    return variables.sizes(begun && here.hasOptionalLogits());
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
    return place;
  }

  /** What did not fit, and what was missing. */
  List<Slip> slips() {
    return slips.toList();
  }

  /** Calls that had no place, had another size or other ranks, or were missing. */
  long faults() {
    return slips.faults();
  }

  /** True if the step said all of its sentence, and nothing else. */
  boolean isWhole() {
    return here.hasShownItsSums() && slips.faults() == 0 && mayEnd();
  }

  /** True if nothing more can belong to the step. */
  boolean isAtEnd() {
    return here.isAtEnd();
  }

  /** True if nothing more can belong to the step but prompts' logits, which follow at once. */
  boolean isBeforePromptsAlone() {
    return begun && here.isBeforePromptsAlone();
  }

  /** True if sums of layers were seen, and others of the step are still to come. */
  boolean isAmongLayers() {
    return here.isAmongSums();
  }

  /** True if a call of the sentence was seen; without one there is no step yet. */
  boolean isBegun() {
    return begun;
  }

  /** True if the step may end here. */
  boolean mayEnd() {
    return begun && here.missing(here.at()) == 0;
  }

  /**
   * Takes the first of {@code n} equal calls.
   *
   * @return how many belong together; 0 if the step ended before them
   */
  int take(CallSign sign, int n, Ahead ahead) {
    int count = read(sign, n, ahead);
    lastKind = sign.kind();
    return count;
  }

  private int read(CallSign sign, int n, Ahead ahead) {
    if ((here.fitsHere(sign) && isThere(here.at(), sign, n, ahead))
        || skipFreely(sign, n, ahead)
        || changeSentence(sign)) {
      return accept(sign, n);
    }
    if (isBeforePromptsAlone() || (mayEnd() && begins(sign))) {
      ended = true;
      return 0;
    }
    ended = false;
    return repair(sign, n, ahead);
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
   * the run tells, and the call after it.
   */
  private boolean isThere(int entry, CallSign sign, int n, Ahead ahead) {
    if (!here.isFree(entry)) {
      return true;
    }
    Entry of = here.entries().get(entry);
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
      ambiguous(entry, sign, n);
      return false;
    }
    return both ? here.nextFit(next, entry) >= 0 : Math.abs(n - with) <= Math.abs(n - without);
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
    return of.terminal(0).purpose() == Purpose.ENCODER && !sign.isOnCpu() && begins(next);
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
    return begun ? StepPlace.beginningRun(sign, sentences.get(0).entries()) : 0;
  }

  private void ambiguous(int entry, CallSign sign, long n) {
    variables.doubt();
    slip(Kind.AMBIGUOUS, entry, 0, Optional.of(sign.kind()), n);
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
      ambiguous(here.at(), sign, 1);
    }
    return true;
  }

  /** True if a step may begin with such a call. */
  private boolean begins(CallSign sign) {
    return sentences.stream().anyMatch(one -> StepPlace.begins(sign, one.entries()));
  }

  /**
   * A call that stands further on in the sentence is there, and what stands before it is missing;
   * but the rest of a run whose place is full may also be calls too many.
   */
  private int repair(CallSign sign, int n, Ahead later) {
    if (guessed) {
      guessed = false;
      ambiguous(here.at(), sign, n);
    }
    int at = here.at();
    int nearest = here.nearest(sign);
    int ahead = here.nextFit(sign, at);
    ahead = ahead < 0 && nearest < 0 ? here.anchor(sign) : ahead;
    boolean rest = sign.kind().equals(lastKind);
    long skipped = ahead < 0 ? FAR : here.missing(at) - here.missing(ahead);
    long ended =
        begun && begins(sign) ? here.missing(at) + shortOfAStep(sign, n, rest, later) : FAR;
    boolean sum = nearest >= 0 && here.sumsSeen() && here.isSum(nearest);
    long resized = nearest >= 0 && (ahead < 0 || sum) ? Math.min(n, here.room(nearest)) : FAR;
    long extra = ahead < 0 || (rest && begun) ? n : FAR;
    int moved = at < here.entries().size() && ahead < 0 ? here.moved(sign) : -1;
    if (moved >= 0 && Math.min(n, here.room(moved)) <= Math.min(extra, ended)) {
      return acceptMoved(sign, moved, Math.min(n, here.room(moved)));
    }
    long least = Math.min(Math.min(skipped, ended), Math.min(resized, extra));
    if (skipped == least && extra == least && rest && isNextHere(later)) {
      return none(sign, n, true);
    }
    if (skipped == least) {
      missing(at, ahead);
      here.enter(ahead);
      return here.fitsHere(sign) ? accept(sign, n) : acceptResized(sign, n);
    }
    if (extra == least && rest) {
      return none(sign, n, true);
    }
    if (ended == least && (resized > least || here.taken(0) > 0)) {
      missing(at, here.entries().size());
      return 0;
    }
    return resized == least ? acceptResized(sign, n) : none(sign, n, false);
  }

  /**
   * How many calls a step that begins with the rest of a run would lack, were the present step to
   * end before it: what follows the run belongs to the present step as well.
   */
  private long shortOfAStep(CallSign sign, int n, boolean rest, Ahead later) {
    return rest && isNextHere(later)
        ? Math.max(0, StepPlace.beginningRun(sign, sentences.get(0).entries()) - n)
        : 0;
  }

  /** What comes next belongs here: then it is not missing. */
  private boolean isNextHere(Ahead later) {
    CallSign next = later.next();
    return next != null && here.fitsHere(next);
  }

  /** Slips for what stands between two entries and must not be left out. */
  private void missing(int from, int to) {
    for (int entry = from; entry < to; entry++) {
      for (int i = 0; i < here.entries().get(entry).size(); i++) {
        slip(Kind.MISSING, entry, i, Optional.empty(), here.open(entry, i));
      }
    }
  }

  /**
   * @param more true if they are the rest of a run that has its place before this one
   */
  private int none(CallSign sign, int n, boolean more) {
    place = null;
    if (!more && here.at() < here.entries().size() && here.taken(0) > 0) {
      extraBefore(here.taken(0), sign, n);
      return n;
    }
    int at = more && here.taken(0) == 0 ? here.at() - 1 : here.at();
    slip(Kind.EXTRA, at, 0, Optional.of(sign.kind()), n);
    return n;
  }

  private int acceptMoved(CallSign sign, int i, int count) {
    place = null;
    for (int call = 0; call < count; call++) {
      slipAt(Kind.MOVED, i, here.taken(i) + call, sign);
    }
    advance(here.entries().get(here.at()).terminal(i), i, count);
    return count;
  }

  /** Calls whose size is another: if there are more of them than of the first, those were wrong. */
  private int acceptResized(CallSign sign, int n) {
    int i = here.nearest(sign);
    place = here.entries().get(here.at()).terminal(i);
    int count = Math.min(n, here.room(i));
    if (place.size().of() == Variable.TOKENS && count > fitted) {
      long solved = sign.rowsOr(place.size().solve(sign.elements()));
      if (solved > 0) {
        firstWereWrong(i, solved);
        fitted = count;
        advance(place, i, count);
        return count;
      }
    }
    for (int call = 0; call < count; call++) {
      slipAt(Kind.RESIZED, i, here.taken(i) + call, sign);
    }
    advance(place, i, count);
    return count;
  }

  private void firstWereWrong(int i, long solved) {
    if (fitted > 0) {
      long wrong = place.size().elements(variables.of(Variable.TOKENS));
      Optional<CallKind> seen = Optional.of(kindOf(place, wrong));
      variables.put(Variable.TOKENS, solved);
      slip(Kind.RESIZED, here.taken(i) > 0 ? here.at() : here.at() - 1, 0, seen, fitted);
    }
    variables.put(Variable.TOKENS, solved);
  }

  private int accept(CallSign sign, int n) {
    int i = here.fit(sign, here.at());
    Terminal terminal = here.entries().get(here.at()).terminal(i);
    int count = Math.min(n, here.room(i));
    place = terminal;
    variables.learn(terminal.size(), sign.elements());
    fitted += terminal.size().of() == Variable.TOKENS ? count : 0;
    if (terminal.size().of() == Variable.OTHERS && !variables.areOthersKnown()) {
      for (int more = 1; more < count; more++) {
        variables.learn(terminal.size(), sign.elements());
      }
    }
    advance(terminal, i, count);
    return count;
  }

  private void advance(Terminal terminal, int i, int count) {
    begun = true;
    boolean again = here.entries().get(here.at()).again();
    if (here.take(i, count)) {
      if (terminal.size().of() == Variable.OTHERS) {
        variables.endOthers(own);
      }
      variables.endPicture();
      here.enter(again ? here.at() : here.at() + 1);
    }
  }

  /** A slip of one call of the present entry, whose layer is known. */
  private void slipAt(Kind kind, int i, int call, CallSign sign) {
    Terminal terminal = here.entries().get(here.at()).terminal(i);
    StepPlace.Layers layers = here.layersOf(here.at(), call);
    slips.add(
        new Slip(
            kind,
            terminal.purpose(),
            layers.first(),
            layers.last(),
            layers.term(),
            Optional.of(expected(terminal)),
            Optional.of(sign.kind()),
            1));
  }

  /** Calls that have no place, before a call of the present entry. */
  private void extraBefore(int call, CallSign sign, int n) {
    StepPlace.Layers layers = here.layersOf(here.at(), call);
    slips.add(
        new Slip(
            Kind.EXTRA,
            here.entries().get(here.at()).terminal(0).purpose(),
            layers.first(),
            layers.last(),
            -1,
            Optional.empty(),
            Optional.of(sign.kind()),
            n));
  }

  /** A slip of some of the calls of an entry, which are not told apart. */
  private void slip(Kind kind, int entry, int i, Optional<CallKind> seen, long count) {
    if (here.entries().isEmpty()) {
      slips.add(new Slip(kind, Purpose.OPTIONAL, -1, -1, -1, Optional.empty(), seen, count));
      return;
    }
    int of = Math.max(0, Math.min(entry, here.entries().size() - 1));
    Terminal terminal = here.entries().get(of).terminal(i);
    StepPlace.Layers layers = here.layersOf(of);
    boolean known = kind == Kind.MISSING || kind == Kind.RESIZED;
    slips.add(
        new Slip(
            kind,
            terminal.purpose(),
            layers.first(),
            layers.last(),
            layers.term(),
            known ? Optional.of(expected(terminal)) : Optional.empty(),
            seen,
            count));
  }

  private CallKind expected(Terminal terminal) {
    return kindOf(terminal, terminal.size().elements(variables.of(terminal.size().of())));
  }

  private static CallKind kindOf(Terminal terminal, long elements) {
    return new CallKind(
        terminal.parallelism(),
        terminal.collective(),
        elements,
        terminal.dataType(),
        Transport.UNKNOWN,
        terminal.groupSize());
  }
}
