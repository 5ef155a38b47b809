package dev.ringside.core.assembly;

import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.grammar.Sentence;
import dev.ringside.core.grammar.Size;
import dev.ringside.core.grammar.StepSizes;
import dev.ringside.core.grammar.Terminal;
import dev.ringside.core.grammar.Variable;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.Slip;
import dev.ringside.core.pass.Slip.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a step's calls have been read as so far: its place in the sentence, its numbers, and what
 * did not fit. Takes calls as it is told to; which way is {@link StepParser}'s decision. Not
 * thread-safe.
 */
final class StepReading {

  final StepVariables variables;
  final StepPlace here;
  private final List<Sentence> sentences;
  private final int own;
  private final SlipList slips = new SlipList();
  private final long[] told = new long[Variable.values().length];
  private boolean begun;
  private Terminal place;
  private CallKind lastKind;

  /** See {@link StepParser}. */
  StepReading(
      List<Sentence> sentences,
      long width,
      int own,
      long bareRows,
      long dummyTokens,
      boolean inReplicas) {
    this.sentences = sentences;
    this.own = own;
    this.variables = new StepVariables(inReplicas);
    this.here = new StepPlace(sentences.get(0).entries(), variables, width, bareRows, dummyTokens);
  }

  @SuppressWarnings("ReferenceEquality")
  StepParser.State state(StepParser.Look look) {
    int sentence = 0;
    while (sentences.get(sentence).entries() != here.entries()) {
      sentence++;
    }
    return new StepParser.State(
        sentence,
        here.at(),
        here.chosen(),
        here.taken(),
        told[Variable.TOKENS.ordinal()],
        slips.toList(),
        begun,
        here.sumsSeen(),
        variables.sizes(),
        variables.areOthersKnown(),
        variables.picture(),
        Optional.ofNullable(lastKind),
        look);
  }

  void restore(StepParser.State state) {
    variables.set(state.sizes(), state.othersKnown(), state.picture());
    here.restore(
        sentences.get(Math.min(state.sentence(), sentences.size() - 1)).entries(),
        state.at(),
        state.chosen(),
        state.taken().stream().mapToInt(Integer::intValue).toArray(),
        state.sumsSeen());
    slips.set(state.slips());
    begun = state.begun();
    lastKind = state.last().orElse(null);
  }

  /** Begins the next step. */
  void clear() {
    variables.clear();
    here.begin(sentences.get(0).entries());
    Arrays.fill(told, 0);
    slips.clear();
    begun = false;
    lastKind = null;
  }

  /** What the calls taken last are; null if they have no place in the step. */
  Terminal place() {
    return place;
  }

  SlipList slips() {
    return slips;
  }

  /** True if a call of the sentence was seen; without one there is no step yet. */
  boolean isBegun() {
    return begun;
  }

  /** How many calls have told each variable so far. */
  List<Long> told() {
    return Arrays.stream(told).boxed().toList();
  }

  void told(List<Long> counts) {
    Arrays.setAll(told, i -> i < counts.size() ? counts.get(i) : 0);
  }

  /** How many have told what these calls would. */
  long toldBefore(CallSign sign) {
    return told[slot(nearest(sign).size().of())];
  }

  private static int slot(Variable of) {
    return (of == Variable.SUMMED ? Variable.TOKENS : of).ordinal();
  }

  private Terminal nearest(CallSign sign) {
    return here.entries().get(here.at()).terminal(here.nearest(sign));
  }

  /** True if these are the rest of a run, whose first calls were taken before them. */
  boolean isRest(CallSign sign) {
    return sign.kind().equals(lastKind);
  }

  void last(CallSign sign) {
    lastKind = sign.kind();
  }

  /** True if the step may end here. */
  boolean mayEnd() {
    return begun && here.missing(here.at()) == 0;
  }

  /** True if a step may begin with such a call. */
  boolean begins(CallSign sign) {
    for (Sentence one : sentences) {
      if (StepPlace.begins(sign, one.entries())) {
        return true;
      }
    }
    return false;
  }

  /** True if a step begins with such a call, pictures and what sources may hide left aside. */
  boolean beginsSurely(CallSign sign) {
    return sentences.stream().anyMatch(one -> StepPlace.beginsSurely(sign, one.entries()));
  }

  /** True if a step begins with such a call only where what it would put together is missing. */
  boolean beginsByRebuilding(CallSign sign) {
    return sentences.stream().anyMatch(one -> StepPlace.beginsByRebuilding(sign, one.entries()));
  }

  /** How many such calls in a row a step begins with, pictures left aside. */
  int beginningRun(CallSign sign) {
    return StepPlace.beginningRun(sign, sentences.get(0).entries());
  }

  /** Takes calls that fit; returns how many have room. */
  int accept(CallSign sign, int n) {
    int i = here.fit(sign, here.at());
    Terminal terminal = here.entries().get(here.at()).terminal(i);
    int count = variables.alike(terminal.size(), here.taken(i), Math.min(n, here.room(i)));
    place = terminal;
    boolean doubtful = variables.isLikeRows(terminal.size(), sign.elements());
    variables.learn(terminal.size(), sign.elements());
    told[slot(terminal.size().of())] += count;
    if (terminal.size().of() == Variable.OTHERS && !variables.areOthersKnown()) {
      for (int more = 1; more < count; more++) {
        variables.learn(terminal.size(), sign.elements());
      }
    }
    boolean odd = terminal.size().of() == Variable.ROWS && variables.hasPicturesOfNoPrompt();
    if (doubtful || odd) {
      ambiguous(here.at(), sign, count);
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

  /**
   * Calls that do not belong here.
   *
   * @param more true if they are the rest of a run that has its place before this one
   */
  int extra(CallSign sign, int n, boolean more) {
    place = null;
    if (!more && here.at() < here.entries().size() && here.taken(0) > 0) {
      extraBefore(here.taken(0), sign, n);
      return n;
    }
    int at = more && here.taken(0) == 0 ? here.at() - 1 : here.at();
    slip(Kind.EXTRA, at, 0, Optional.of(sign.kind()), n);
    return n;
  }

  /** Calls that stand further on: what is before {@code entry} is missing. */
  int skipTo(int entry, CallSign sign, int n) {
    long before = told[Variable.TOKENS.ordinal()];
    if (entry == here.sumsOfOtherTokens(sign) && here.fit(sign, entry) < 0 && n > before) {
      long right = here.entries().get(entry).terminal(0).size().solve(sign.elements());
      wrongBefore(here.at(), Variable.TOKENS, right, before);
      told[Variable.TOKENS.ordinal()] = 0;
    }
    missing(entry);
    variables.forgetOthers();
    here.enter(entry);
    return here.fitsHere(sign) ? accept(sign, n) : resized(sign, n);
  }

  /** Calls of an exchange whose first ones here are missing. */
  int later(CallSign sign, int n) {
    int i = here.nearest(sign);
    Terminal of = here.entries().get(here.at()).terminal(i);
    int lacks = here.lacks(sign);
    for (int call = 0; call < lacks; call++) {
      slipAt(Kind.MISSING, i, here.taken(i) + call, Optional.empty());
    }
    advance(of, i, lacks);
    return accept(sign, n);
  }

  /** The step ends, and what still should have come is missing. */
  int end() {
    missing(here.entries().size());
    return 0;
  }

  /** Slips for what stands between here and an entry and must not be left out. */
  private void missing(int to) {
    for (int entry = here.at(); entry < to; entry++) {
      for (int i = 0; i < here.entries().get(entry).size(); i++) {
        slip(Kind.MISSING, entry, i, Optional.empty(), here.open(entry, i));
      }
    }
  }

  /** Calls among other ranks than those of the {@code i}-th terminal here. */
  int moved(CallSign sign, int i, int n) {
    place = null;
    int count = Math.min(n, here.room(i));
    for (int call = 0; call < count; call++) {
      slipAt(Kind.MOVED, i, here.taken(i) + call, Optional.of(sign.kind()));
    }
    advance(here.entries().get(here.at()).terminal(i), i, count);
    return count;
  }

  /** Calls whose size is another than that of their place. */
  int resized(CallSign sign, int n) {
    if (here.nearest(sign) < 0) {
      here.enter(here.nearestEntry(sign));
    }
    int i = here.nearest(sign);
    place = here.entries().get(here.at()).terminal(i);
    int count = Math.min(n, here.room(i));
    long rows = variables.of(Variable.TOKENS) < 0 ? toldBy(sign) : StepSizes.UNKNOWN;
    if (place.size().of() == Variable.TOKENS && rows > 0) {
      variables.put(Variable.TOKENS, rows);
    }
    for (int call = 0; call < count; call++) {
      slipAt(Kind.RESIZED, i, here.taken(i) + call, Optional.of(sign.kind()));
    }
    advance(place, i, count);
    return count;
  }

  /** A number as these calls tell it, had those before them another size; negative if not. */
  long toldBy(CallSign sign) {
    if (here.nearest(sign) < 0) {
      return StepSizes.UNKNOWN;
    }
    Size size = nearest(sign).size();
    boolean before = toldBefore(sign) > 0;
    return switch (size.of()) {
      case TOKENS, SUMMED -> sign.rowsOr(size.solve(sign.elements()));
      case DRAFT_TOKENS, DRAFTS, PATCHES ->
          before ? size.solve(sign.elements()) : StepSizes.UNKNOWN;
      case OTHERS ->
          variables.otherAt(here.taken(here.nearest(sign))) < 0
              ? StepSizes.UNKNOWN
              : size.solve(sign.elements());
      default -> StepSizes.UNKNOWN;
    };
  }

  /** Calls that tell a number: those that told it before them had another size than theirs. */
  int firstResized(CallSign sign, int n) {
    int i = here.nearest(sign);
    place = here.entries().get(here.at()).terminal(i);
    Variable of = place.size().of();
    int count = Math.min(n, here.room(i));
    long solved = toldBy(sign);
    if (of == Variable.OTHERS) {
      return otherResized(sign, i, solved);
    }
    long before = told[slot(of)];
    if (before > 0) {
      wrongBefore(here.hasTaken() ? here.at() : here.before(of), of, solved, before);
    } else if (of == Variable.TOKENS && variables.of(Variable.EMBEDDED) > solved) {
      wrongBefore(here.before(Variable.EMBEDDED), Variable.EMBEDDED, solved, 1);
    }
    variables.put(of, solved);
    told[slot(of)] = count;
    advance(place, i, count);
    return count;
  }

  /** What one rank brings was told wrongly by the first exchange. */
  private int otherResized(CallSign sign, int i, long solved) {
    int first = here.first(Variable.OTHERS);
    Terminal wrong = here.entries().get(first).terminal(i);
    long seen = wrong.size().elements(variables.otherAt(here.taken(i)));
    variables.putOther(here.taken(i), solved);
    slip(Kind.RESIZED, first, i, Optional.of(CallKind.of(wrong, seen)), 1);
    return accept(sign, 1);
  }

  private void wrongBefore(int entry, Variable of, long right, long count) {
    Terminal wrong = here.entries().get(entry).terminal(0);
    CallKind seen = CallKind.of(wrong, wrong.size().elements(variables.of(of)));
    variables.put(of, right);
    slip(Kind.RESIZED, entry, 0, Optional.of(seen), count);
  }

  /** Nothing is wrong, but the calls can be read in another way, too. */
  void ambiguous(int entry, CallSign sign, long n) {
    variables.doubt();
    slip(Kind.AMBIGUOUS, entry, 0, Optional.of(sign.kind()), n);
  }

  /** A slip of one call of the present entry, whose layer is known. */
  private void slipAt(Kind kind, int i, int call, Optional<CallKind> seen) {
    Terminal terminal = here.entries().get(here.at()).terminal(i);
    StepPlace.Layers layers = here.layersOf(here.at(), call);
    slips.add(
        new Slip(
            kind,
            terminal.purpose(),
            layers.first(),
            layers.last(),
            layers.term(),
            Optional.of(expected(terminal, call)),
            seen,
            1));
  }

  private CallKind expected(Terminal terminal, int call) {
    return terminal.size().of() == Variable.OTHERS
        ? CallKind.of(terminal, terminal.size().elements(variables.otherAt(call)))
        : expected(terminal);
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
    StepPlace.Layers layers = here.layersOfAny(of, i);
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
    return CallKind.of(terminal, terminal.size().elements(variables.of(terminal.size().of())));
  }
}
