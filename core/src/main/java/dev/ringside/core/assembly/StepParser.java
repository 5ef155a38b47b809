package dev.ringside.core.assembly;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.grammar.Entry;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.grammar.Sentence;
import dev.ringside.core.grammar.Size;
import dev.ringside.core.grammar.StepSizes;
import dev.ringside.core.grammar.Terminal;
import dev.ringside.core.grammar.Variable;
import dev.ringside.core.pass.CallKind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Parses one rank's calls by the sentences that a step of its deployment may be: says of each call
 * which place it has, and where a step ends. A step ends where its sentence ends.
 *
 * <p>Where a call does not fit, the reading that leaves the fewest calls unexplained is taken:
 * calls of the sentence are missing before it, the step ended before it, its size is wrong, or it
 * does not belong here. What is decided stays decided, so a rank's state is a place and a few
 * numbers, whatever it is fed. Cost: a few comparisons a run of equal calls; where something does
 * not fit, a look along the sentence. Not thread-safe.
 */
public final class StepParser {

  private static final long FAR = Long.MAX_VALUE / 4;

  private final List<Sentence> sentences;
  private final long width;
  private final int own;
  private final StepVariables variables = new StepVariables();
  private List<Entry> entries;
  private int at;
  private int chosen = -1;
  private int[] taken = new int[4];
  private long fitted;
  private long slips;
  private boolean begun;
  private boolean sumsSeen;
  private Terminal place;
  private CallKind lastKind;

  /**
   * @param width elements of one token's activations
   * @param own this rank's place among those of the exchange, if it brings all of its tokens there;
   *     else −1
   */
  StepParser(List<Sentence> sentences, long width, int own) {
    this.sentences = sentences;
    this.width = width;
    this.own = own;
    this.entries = sentences.get(0).entries();
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
   * @param last what the latest call was counted as where no place says it
   * @param sumsSeen true if calls were seen that might all have been hidden
   */
  public record State(
      int sentence,
      int at,
      int chosen,
      List<Integer> taken,
      long fitted,
      long slips,
      boolean begun,
      boolean sumsSeen,
      StepSizes sizes,
      boolean othersKnown,
      Optional<CallKind> last) {}

  State state() {
    int sentence = 0;
    while (sentences.get(sentence).entries() != entries) {
      sentence++;
    }
    return new State(
        sentence,
        at,
        chosen,
        Arrays.stream(taken).boxed().toList(),
        fitted,
        slips,
        begun,
        sumsSeen,
        variables.sizes(),
        variables.areOthersKnown(),
        Optional.ofNullable(lastKind));
  }

  void restore(State state) {
    entries = sentences.get(Math.min(state.sentence(), sentences.size() - 1)).entries();
    at = Math.min(state.at(), entries.size());
    chosen = state.chosen();
    taken = state.taken().stream().mapToInt(Integer::intValue).toArray();
    fitted = state.fitted();
    slips = state.slips();
    begun = state.begun();
    sumsSeen = state.sumsSeen();
    lastKind = state.last().orElse(null);
    variables.set(state.sizes(), state.othersKnown());
  }

  /** Begins the next step. */
  void clear() {
    entries = sentences.get(0).entries();
    enter(0);
    fitted = 0;
    slips = 0;
    begun = false;
    sumsSeen = false;
    lastKind = null;
    variables.clear();
  }

  /** The numbers of the step; R is 0 if it ended without the logits that others ask for. */
  StepSizes sizes() {
    return variables.sizes(passedLogits());
  }

  /** Past a place where logits may be left out, and they were. */
  private boolean passedLogits() {
    return begun
        && entries.stream()
            .anyMatch(e -> e.optional() && e.terminal(0).size().of() == Variable.ROWS);
  }

  /**
   * True if the step ended within a hand-over that is all that was seen of it: which half is
   * missing cannot be said.
   */
  boolean isHalfHandover() {
    return !sumsSeen
        && at < entries.size()
        && entries.get(at).terminal(0).purpose() == Purpose.HANDOVER
        && taken[0] > 0;
  }

  /** What the calls taken last are; null if they have no place in the step. */
  Terminal place() {
    return place;
  }

  /** Calls that had no place, had another size or were missing. */
  long slips() {
    return slips;
  }

  /** True if the step said all of its sentence, and nothing else. */
  boolean isWhole() {
    return sumsSeen && slips == 0 && mayEnd();
  }

  /** True if nothing more can belong to the step. */
  boolean isAtEnd() {
    return at == entries.size() && !entries.isEmpty();
  }

  /** True if sums of layers were seen, and others of the step are still to come. */
  boolean isAmongLayers() {
    return sumsSeen
        && entries.subList(at, entries.size()).stream()
            .anyMatch(entry -> !entry.optional() && entry.terminal(0).isHideable());
  }

  /** True if a call of the sentence was seen; without one there is no step yet. */
  boolean isBegun() {
    return begun;
  }

  /** True if the step may end here. */
  boolean mayEnd() {
    return begun && missing(at) == 0;
  }

  /**
   * Takes the first of {@code n} equal calls.
   *
   * @return how many belong together; 0 if the step ended before them
   */
  int take(CallSign sign, int n) {
    int count = read(sign, n);
    lastKind = sign.kind();
    return count;
  }

  private int read(CallSign sign, int n) {
    if (fitsHere(sign) || skipFreely(sign) || changeSentence(sign)) {
      return accept(sign, n);
    }
    if (mayEnd() && begins(sign)) {
      return 0;
    }
    return repair(sign, n);
  }

  /**
   * A call that stands further on in the sentence is there, and what stands before it is missing;
   * but the rest of a run whose place is full may also be calls too many.
   */
  private int repair(CallSign sign, int n) {
    int ahead = nextFit(sign);
    ahead = ahead < 0 && !isNear(sign) ? anchor(sign) : ahead;
    boolean rest = sign.kind().equals(lastKind);
    long skipped = ahead < 0 ? FAR : missing(at) - missing(ahead);
    long ended = begun && begins(sign) ? missing(at) : FAR;
    long resized = ahead < 0 && isNear(sign) ? Math.min(n, room(sign)) : FAR;
    long extra = ahead < 0 || (rest && begun) ? n : FAR;
    long least = Math.min(Math.min(skipped, ended), Math.min(resized, extra));
    if (skipped == least) {
      slips += skipped;
      enter(ahead);
      return fitsHere(sign) ? accept(sign, n) : acceptResized(sign, n);
    }
    if (extra == least && rest) {
      return none(n);
    }
    if (ended == least && (resized > least || taken[0] > 0)) {
      slips += ended;
      return 0;
    }
    return resized == least ? acceptResized(sign, n) : none(n);
  }

  private int none(int n) {
    place = null;
    slips += n;
    return n;
  }

  /** Calls whose size is another: if there are more of them than of the first, those were wrong. */
  private int acceptResized(CallSign sign, int n) {
    int i = nearest(sign);
    place = entries.get(at).terminal(i);
    int count = Math.min(n, entries.get(at).count(i) - taken[i]);
    if (place.size().of() == Variable.TOKENS && count > fitted) {
      long solved = sign.rowsOr(place.size().solve(sign.elements()));
      if (solved > 0) {
        slips += fitted;
        fitted = 0;
        variables.put(Variable.TOKENS, solved);
        fitted += count;
        advance(i, count);
        return count;
      }
    }
    slips += count;
    advance(i, count);
    return count;
  }

  private int accept(CallSign sign, int n) {
    int i = fit(sign, at);
    place = entries.get(at).terminal(i);
    return count(sign, i, Math.min(n, entries.get(at).count(i) - taken[i]));
  }

  private int count(CallSign sign, int i, int count) {
    variables.learn(place.size(), sign.elements());
    fitted += place.size().of() == Variable.TOKENS ? count : 0;
    if (place.size().of() == Variable.OTHERS && !variables.areOthersKnown()) {
      for (int more = 1; more < count; more++) {
        variables.learn(place.size(), sign.elements());
      }
    }
    advance(i, count);
    return count;
  }

  private void advance(int i, int count) {
    Entry entry = entries.get(at);
    begun = true;
    sumsSeen |= place.isHideable();
    taken[i] += count;
    chosen = entry.oneOf() ? i : chosen;
    boolean done = true;
    for (int other = 0; other < entry.size(); other++) {
      done &= isDone(entry, other);
    }
    if (done) {
      if (place.size().of() == Variable.OTHERS) {
        variables.endOthers(own);
      }
      enter(at + 1);
    }
  }

  private boolean isDone(Entry entry, int i) {
    return (entry.oneOf() && chosen != i)
        || taken[i] >= entry.count(i)
        || entry.terminal(i).size().isAbsent(variables.of(Variable.TOKENS));
  }

  private void enter(int entry) {
    at = entry;
    chosen = -1;
    if (at < entries.size() && entries.get(at).size() > taken.length) {
      taken = new int[entries.get(at).size()];
    } else {
      Arrays.fill(taken, 0);
    }
  }

  private boolean fitsHere(CallSign sign) {
    return at < entries.size() && fit(sign, at) >= 0;
  }

  /** Past entries that the step may leave out, to one that fits. */
  private boolean skipFreely(CallSign sign) {
    int entry = at;
    while (entry < entries.size() && open(entry) == 0) {
      entry++;
      if (entry < entries.size() && fit(sign, entry) >= 0) {
        enter(entry);
        return true;
      }
    }
    return false;
  }

  /** Another sentence that has been the same up to here. */
  private boolean changeSentence(CallSign sign) {
    for (Sentence other : sentences) {
      if (other.entries() != entries && hasSameBeginning(other.entries())) {
        List<Entry> before = entries;
        entries = other.entries();
        if (at < entries.size() && fit(sign, at) >= 0) {
          return true;
        }
        entries = before;
      }
    }
    return false;
  }

  private boolean hasSameBeginning(List<Entry> other) {
    return at <= other.size()
        && entries.subList(0, at).equals(other.subList(0, at))
        && (taken[0] == 0 || (at < other.size() && entries.get(at).equals(other.get(at))));
  }

  /** Which terminal of an entry the calls are; −1 if none, or if it has had all of its calls. */
  private int fit(CallSign sign, int entry) {
    Entry candidate = entries.get(entry);
    for (int i = 0; i < candidate.size(); i++) {
      boolean hasRoom = entry == at ? !isFull(candidate, i) : candidate.count(i) > 0;
      Terminal terminal = candidate.terminal(i);
      int before = entry == at ? taken[i] : 0;
      if (hasRoom
          && sign.canBe(terminal)
          && sign.hasWidthOf(terminal, width)
          && variables.fits(terminal.size(), sign.elements(), before)
          && isItsTurn(sign, entry, i)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * What was received is put together afterwards: such a call before any receive is one only if it
   * cannot be anything later.
   */
  private boolean isItsTurn(CallSign sign, int entry, int i) {
    Entry of = entries.get(entry);
    if (of.terminal(i).purpose() != Purpose.REBUILD) {
      return true;
    }
    int received = entry == at ? taken[i - of.size() / 2] : 0;
    int put = entry == at ? taken[i] : 0;
    return received > put || (received == 0 && !fitsAfter(sign, entry));
  }

  private boolean fitsAfter(CallSign sign, int entry) {
    for (int later = entry + 1; later < entries.size(); later++) {
      if (fit(sign, later) >= 0) {
        return true;
      }
    }
    return false;
  }

  private boolean isFull(Entry entry, int i) {
    return (entry.oneOf() && chosen >= 0 && chosen != i) || taken[i] >= entry.count(i);
  }

  private boolean isNear(CallSign sign) {
    return at < entries.size() && nearest(sign) >= 0;
  }

  private int nearest(CallSign sign) {
    Entry entry = entries.get(at);
    for (int i = 0; i < entry.size(); i++) {
      if (!isFull(entry, i) && sign.canBe(entry.terminal(i))) {
        return i;
      }
    }
    return -1;
  }

  private int room(CallSign sign) {
    int i = nearest(sign);
    return entries.get(at).count(i) - taken[i];
  }

  private int nextFit(CallSign sign) {
    for (int entry = at + 1; entry < entries.size(); entry++) {
      if (fit(sign, entry) >= 0) {
        return entry;
      }
    }
    return -1;
  }

  /** Where a call must be that is made at one place only, whatever its size. */
  private int anchor(CallSign sign) {
    for (int entry = at + 1; entry < entries.size(); entry++) {
      Terminal first = entries.get(entry).terminal(0);
      boolean once =
          first.purpose() == Purpose.HANDOVER
              || (first.purpose() == Purpose.LOGITS && (sumsSeen || !mayBeRebuilt(sign)));
      if (once && sign.canBe(first)) {
        return entry;
      }
    }
    return -1;
  }

  /** What was received is put together by all-gathers, whatever is expected of the engine. */
  private boolean mayBeRebuilt(CallSign sign) {
    return sign.kind().collective() == Collective.ALL_GATHER
        && entries.get(0).terminal(0).collective() == Collective.RECV;
  }

  /** Calls that a step must still make from {@code from} on. */
  private long missing(int from) {
    long missing = 0;
    for (int entry = from; entry < entries.size(); entry++) {
      missing += open(entry);
    }
    return missing;
  }

  private long open(int entry) {
    Entry e = entries.get(entry);
    boolean here = entry == at;
    if (mayBeLeftOut(e) && !(here && taken[0] > 0)) {
      return 0;
    }
    if (e.oneOf()) {
      int way = here && chosen >= 0 ? chosen : 0;
      return (long) e.count(way) - (here ? taken[way] : 0);
    }
    long open = 0;
    for (int i = 0; i < e.size(); i++) {
      boolean absent = e.terminal(i).size().isAbsent(variables.of(Variable.TOKENS));
      open += absent ? 0 : (long) e.count(i) - (here ? taken[i] : 0);
    }
    return open;
  }

  private boolean mayBeLeftOut(Entry entry) {
    return entry.optional() || (!sumsSeen && entry.terminal(0).isHideable());
  }

  /** True if a step may begin with such a call. */
  private boolean begins(CallSign sign) {
    for (Sentence sentence : sentences) {
      for (Entry entry : sentence.entries()) {
        if (beginsAt(entry, sign)) {
          return true;
        }
        if (!entry.optional() && !entry.terminal(0).isHideable()) {
          break;
        }
      }
    }
    return false;
  }

  private static boolean beginsAt(Entry entry, CallSign sign) {
    for (Terminal terminal : entry.terminals()) {
      boolean sized = sign.elements() < 0 || terminal.size().solve(sign.elements()) != Size.NONE;
      if (sized && sign.canBe(terminal)) {
        return true;
      }
    }
    return false;
  }
}
