package dev.ringside.core.assembly;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.grammar.Entry;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.grammar.Size;
import dev.ringside.core.grammar.Terminal;
import dev.ringside.core.grammar.Variable;
import java.util.Arrays;
import java.util.List;

/**
 * How far a step has come in its sentence: what fits there, what must still come, and what may be
 * left out. Decides nothing.
 */
final class StepPlace {

  private final StepVariables variables;
  private final long width;
  private final long bareRows;
  private final long dummyTokens;
  private List<Entry> entries;
  private int at;
  private int chosen = -1;
  private int[] taken = new int[4];
  private boolean sumsSeen;
  private boolean onCpu;

  /**
   * @param width elements of one token's activations
   * @param bareRows see {@link StepParser}
   * @param dummyTokens see {@link StepParser}
   */
  StepPlace(
      List<Entry> entries, StepVariables variables, long width, long bareRows, long dummyTokens) {
    this.dummyTokens = dummyTokens;
    this.entries = entries;
    this.variables = variables;
    this.width = width;
    this.bareRows = bareRows;
  }

  void begin(List<Entry> sentence) {
    entries = sentence;
    sumsSeen = false;
    enter(0);
  }

  void restore(List<Entry> sentence, int entry, int way, int[] had, boolean seen) {
    entries = sentence;
    at = Math.min(entry, entries.size());
    chosen = way;
    taken = had;
    sumsSeen = seen;
  }

  List<Entry> entries() {
    return entries;
  }

  /** The number of the entry; one past the last at the end. */
  int at() {
    return at;
  }

  int chosen() {
    return chosen;
  }

  List<Integer> taken() {
    return Arrays.stream(taken).boxed().toList();
  }

  /** Calls of the entry's {@code i}-th terminal so far. */
  int taken(int i) {
    return taken[i];
  }

  /** True if some of the entry's calls were taken. */
  boolean hasTaken() {
    return Arrays.stream(taken).anyMatch(calls -> calls > 0);
  }

  /** True if sums were seen that kernels of the engine's own might all have carried. */
  boolean sumsSeen() {
    return sumsSeen;
  }

  boolean isOnCpu() {
    return onCpu;
  }

  /** On a CPU no kernels of the engine's own carry sums unseen. */
  void showAll(boolean cpu) {
    onCpu = cpu;
  }

  /** True unless all that the step has seen may have come after its sums. */
  boolean hasShownItsSums() {
    return sumsSeen
        || entries.stream().noneMatch(entry -> !entry.optional() && entry.terminal(0).isHideable());
  }

  boolean isAtEnd() {
    return at == entries.size() && !entries.isEmpty();
  }

  /** Goes on at {@code entry}, or after it where the step cannot have it. */
  void enter(int entry) {
    at = entry;
    while (at < entries.size() && isNever(entries.get(at))) {
      at++;
    }
    chosen = -1;
    if (at < entries.size() && entries.get(at).size() > taken.length) {
      taken = new int[entries.get(at).size()];
    } else {
      Arrays.fill(taken, 0);
    }
  }

  private boolean isNever(Entry entry) {
    return isOfPrompts(entry) && !variables.mayHavePrompts();
  }

  /** Later drafting passes come after a first one; on GPUs its sums may be hidden. */
  private boolean isTooEarly(CallSign sign, Entry entry) {
    Terminal first = entry.terminal(0);
    return first.size().of() == Variable.DRAFTS
        && !variables.drafted()
        && (sign.isOnCpu() || first.collective() == Collective.ALL_REDUCE);
  }

  private static boolean isOfPrompts(Entry entry) {
    return entry.terminal(0).size().of() == Variable.PROMPTS;
  }

  /** True if nothing can follow but logits of prompts, which come at once or not at all. */
  boolean isBeforePromptsAlone() {
    return at < entries.size()
        && entries.subList(at, entries.size()).stream().allMatch(StepPlace::isOfPrompts);
  }

  /** The same place in another sentence that has been the same up to here. */
  boolean moveTo(List<Entry> other) {
    boolean same =
        at <= other.size()
            && entries.subList(0, at).equals(other.subList(0, at))
            && (taken[0] == 0 || (at < other.size() && isPartOf(entries.get(at), other.get(at))));
    if (same) {
      entries = other;
    }
    return same;
  }

  /** True if what was taken of one could be the beginning of the other. */
  private static boolean isPartOf(Entry one, Entry other) {
    return one.equals(other)
        || (one.oneOf() == other.oneOf()
            && one.terminal(0).equals(other.terminal(0))
            && one.counts().get(0).equals(other.counts().get(0)));
  }

  /**
   * Takes {@code count} calls of the {@code i}-th terminal.
   *
   * @return true if the entry is done with
   */
  boolean take(int i, int count) {
    Entry entry = entries.get(at);
    sumsSeen |= entry.terminal(i).isHideable();
    taken[i] += count;
    chosen = entry.oneOf() ? i : chosen;
    for (int other = 0; other < entry.size(); other++) {
      if (!isDone(entry, other)) {
        return false;
      }
    }
    return true;
  }

  private boolean isDone(Entry entry, int i) {
    return (entry.oneOf() && chosen != i)
        || taken[i] >= countOf(entry, i)
        || isAbsent(entry.terminal(i).size());
  }

  private boolean isAbsent(Size size) {
    return size.isAbsent(variables.of(size.of()));
  }

  /** Replicas without tokens bring nothing back. */
  private int countOf(Entry entry, int i) {
    boolean ofReplicas = !entry.oneOf() && entry.terminal(i).size().of() == Variable.OTHERS;
    return ofReplicas ? variables.othersOr(entry.count(i)) : entry.count(i);
  }

  boolean fitsHere(CallSign sign) {
    return at < entries.size() && fit(sign, at) >= 0;
  }

  /** Which terminal of an entry the calls are; −1 if none, or if it has had all of its calls. */
  int fit(CallSign sign, int entry) {
    Entry candidate = entries.get(entry);
    if (isNever(candidate) || isTooEarly(sign, candidate)) {
      return -1;
    }
    for (int i = 0; i < candidate.size(); i++) {
      boolean hasRoom = entry == at ? !isFull(candidate, i) : candidate.count(i) > 0;
      Terminal terminal = candidate.terminal(i);
      if (hasRoom
          && sign.canBe(terminal)
          && hasSize(sign, terminal, entry == at ? taken[i] : 0)
          && isItsTurn(sign, entry, i)) {
        return i;
      }
    }
    return -1;
  }

  private boolean hasSize(CallSign sign, Terminal terminal, int before) {
    return sign.hasWidthOf(terminal, width)
        && variables.fits(terminal.size(), sign.elements(), before)
        && !(sign.isOnCpu() && variables.isTooManyDrafts(terminal.size(), sign.elements()))
        && (terminal.size().of() != Variable.PROMPTS || isNoStep(sign, terminal));
  }

  /** True if they would be sums of activations, were these not of another width. */
  boolean isOfOtherWidth(CallSign sign) {
    int nearest = nearest(sign);
    return nearest >= 0 && isSum(nearest) && sign.hasOtherWidth(width);
  }

  /** False for logits that may be all that is seen of a step. */
  private boolean isNoStep(CallSign sign, Terminal terminal) {
    return sign.isOnCpu() || terminal.size().solve(sign.elements()) > bareRows;
  }

  /** Which terminal here the calls would be, were they not among other ranks; −1 if none. */
  int moved(CallSign sign) {
    Entry here = entries.get(at);
    for (int i = 0; i < here.size(); i++) {
      Terminal terminal = here.terminal(i);
      if (!isFull(here, i) && sign.isMovedFrom(terminal) && hasSize(sign, terminal, taken[i])) {
        return i;
      }
    }
    return -1;
  }

  /**
   * What was received is put together afterwards: such a call before its receive is one only if it
   * cannot be anything later. An encoder's mergers come after its layers have begun.
   */
  private boolean isItsTurn(CallSign sign, int entry, int i) {
    Entry of = entries.get(entry);
    if (of.again() && i > 0) {
      return entry == at && taken[0] > 0;
    }
    if (of.terminal(i).purpose() != Purpose.REBUILD) {
      return true;
    }
    int received = entry == at ? taken[i - of.size() / 2] : 0;
    int put = entry == at ? taken[i] : 0;
    return received > put || nextFit(sign, entry) < 0;
  }

  private boolean isFull(Entry entry, int i) {
    return (entry.oneOf() && chosen >= 0 && chosen != i) || taken[i] >= entry.count(i);
  }

  /** Which terminal here the calls are but for their size; −1 if none. */
  int nearest(CallSign sign) {
    if (at == entries.size()) {
      return -1;
    }
    Entry entry = entries.get(at);
    for (int i = 0; i < entry.size(); i++) {
      if (!isFull(entry, i) && sign.canBe(entry.terminal(i))) {
        return i;
      }
    }
    return -1;
  }

  /** The first entry from here on that the calls are but for their size; −1 if there is none. */
  int nearestEntry(CallSign sign) {
    for (int entry = at; entry < entries.size(); entry++) {
      Entry of = entries.get(entry);
      for (int i = 0; i < of.size(); i++) {
        if (sign.canBe(of.terminal(i)) && !isNever(of) && !(entry == at && isFull(of, i))) {
          return entry;
        }
      }
      if (open(entry) > 0) {
        return -1;
      }
    }
    return -1;
  }

  /** True if {@code next} may follow calls that are all of an entry's first terminal. */
  boolean goesOn(int entry, CallSign sign, CallSign next) {
    Entry of = entries.get(entry);
    long told = of.terminal(0).size().solve(sign.elements());
    for (int i = 1; i < of.size(); i++) {
      Size size = of.terminal(i).size();
      if (next.canBe(of.terminal(i)) && (told < 0 || size.elements(told) == next.elements())) {
        return true;
      }
    }
    return of.size() == 1 && nextFit(next, entry) >= 0;
  }

  /** The first entry one of whose terminals tells {@code of}; here if none does. */
  int first(Variable of) {
    for (int entry = 0; entry < at; entry++) {
      for (Terminal terminal : entries.get(entry).terminals()) {
        if (terminal.size().of() == of) {
          return entry;
        }
      }
    }
    return at;
  }

  /** The last entry before here whose first terminal tells {@code of}; the first if none does. */
  int before(Variable of) {
    int entry = Math.max(0, at - 1);
    while (entry > 0 && entries.get(entry).terminal(0).size().of() != of) {
      entry--;
    }
    return entry;
  }

  /** True if the {@code i}-th terminal here is one of the layers' sums. */
  boolean isSum(int i) {
    return entries.get(at).terminal(i).isHideable();
  }

  /**
   * How many calls of an exchange are missing before one of such a size, if it is a later one of
   * it; 0 if it is none.
   */
  int lacks(CallSign sign) {
    int i = at < entries.size() ? nearest(sign) : -1;
    if (i < 0 || entries.get(at).terminal(i).size().of() != Variable.OTHERS) {
      return 0;
    }
    Size size = entries.get(at).terminal(i).size();
    int place = variables.placeOfOther(size, sign.elements(), taken[i] + 1);
    return place < 0 ? 0 : place - taken[i];
  }

  /** Calls of the {@code i}-th terminal here that are still to come. */
  int room(int i) {
    return entries.get(at).count(i) - taken[i];
  }

  /** The first entry behind {@code entry} that the calls fit; −1 if there is none. */
  int nextFit(CallSign sign, int entry) {
    for (int later = entry + 1; later < entries.size(); later++) {
      if (fit(sign, later) >= 0) {
        return later;
      }
    }
    return -1;
  }

  /** How many such calls in a row the sentence has from {@code entry} on. */
  int runFrom(CallSign sign, int entry) {
    int run = 0;
    for (int later = entry; later < entries.size(); later++) {
      int i = fit(sign, later);
      if (i < 0) {
        break;
      }
      run += entries.get(later).count(i) - (later == at ? taken[i] : 0);
    }
    return run;
  }

  /**
   * The same up to the logits.
   *
   * @param past true if what the step may leave out is left out
   */
  int sumsFrom(CallSign sign, int entry, boolean past) {
    int run = 0;
    for (int later = entry; later < entries.size(); later++) {
      int i = fit(sign, later);
      boolean free = past && i < 0 && isOptional(entries.get(later));
      if (!free && (i < 0 || entries.get(later).terminal(i).purpose() == Purpose.LOGITS)) {
        break;
      }
      run += free ? 0 : entries.get(later).count(i) - (later == at ? taken[i] : 0);
    }
    return run;
  }

  /** Where a call must be that is made at one place only, whatever its size. */
  int anchor(CallSign sign) {
    for (int entry = at + 1; entry < entries.size(); entry++) {
      Terminal first = entries.get(entry).terminal(0);
      boolean once =
          first.purpose() == Purpose.HANDOVER
              || (first.gathersLogits() && (sumsSeen || !mayBeRebuilt(sign)));
      if (once && !isNever(entries.get(entry)) && sign.canBe(first)) {
        return entry;
      }
    }
    return -1;
  }

  /**
   * True if so many sums more than a drafting pass has, which is done with, are one or two more in
   * each of its layers, and not the beginning of something else.
   */
  boolean isDoubled(int entry, int more) {
    Entry of = entries.get(entry);
    int ofLayers = of.count(0) - 1;
    return at == entry + 1
        && of.size() == 1
        && ofLayers > 1
        && of.terminal(0).purpose() == Purpose.DRAFT
        && (more == ofLayers || 2 * more == ofLayers);
  }

  /** True if such calls have their place here. */
  boolean fitsNext(CallSign next) {
    return next != null && fitsHere(next);
  }

  /** The sums behind what was handed over, if they are of other tokens; −1 if not. */
  int sumsOfOtherTokens(CallSign sign) {
    int next = at + 1;
    boolean told = variables.of(Variable.TOKENS) >= 0;
    if (sumsSeen || at != 0 || next >= entries.size() || !told || !isReceive(entries.get(0))) {
      return -1;
    }
    Terminal sum = entries.get(next).terminal(0);
    boolean solved = sum.size().of() == Variable.TOKENS && sum.size().solve(sign.elements()) > 0;
    return sum.isHideable() && solved && sign.canBe(sum) ? next : -1;
  }

  private static boolean isReceive(Entry entry) {
    return entry.terminal(0).collective() == Collective.RECV;
  }

  /** What was received is put together by all-gathers, whatever is expected of the engine. */
  private boolean mayBeRebuilt(CallSign sign) {
    return sign.kind().collective() == Collective.ALL_GATHER && isReceive(entries.get(0));
  }

  /** Calls that a step must still make from {@code from} on. */
  long missing(int from) {
    long missing = 0;
    for (int entry = from; entry < entries.size(); entry++) {
      missing += open(entry);
    }
    return missing;
  }

  /** Calls of an entry that a step must still make. */
  long open(int entry) {
    Entry of = entries.get(entry);
    long open = 0;
    for (int i = 0; i < of.size(); i++) {
      open += open(entry, i);
    }
    return open;
  }

  /** The same of its {@code i}-th terminal. */
  long open(int entry, int i) {
    Entry of = entries.get(entry);
    boolean here = entry == at;
    if (mayBeLeftOut(of) && !(here && taken[0] > 0)) {
      return 0;
    }
    boolean other = of.oneOf() && i != (here && chosen >= 0 ? chosen : 0);
    boolean absent = !of.oneOf() && isAbsent(of.terminal(i).size());
    return other || absent ? 0 : (long) countOf(of, i) - (here ? taken[i] : 0);
  }

  private boolean mayBeLeftOut(Entry entry) {
    return isOptional(entry) || (!sumsSeen && !onCpu && entry.terminal(0).isHideable());
  }

  /** On a CPU nothing is filled up: a step of more tokens than a dummy one is of requests. */
  private boolean isOfRequests() {
    return onCpu && variables.of(Variable.TOKENS) > dummyTokens;
  }

  /** A step that has begun to draft goes on with it. */
  private boolean isOptional(Entry entry) {
    Purpose purpose = entry.terminal(0).purpose();
    return entry.optional()
        && !(purpose == Purpose.DRAFT && variables.drafted())
        && !(entry.terminal(0).size().of() == Variable.ROWS && isOfRequests());
  }

  /** True if the step may go on without anything of the entry. */
  boolean isFree(int entry) {
    return isOptional(entries.get(entry)) && !(entry == at && taken[0] > 0);
  }

  /** True if a step may come to such a call without showing anything of the entry. */
  boolean isPassed(int entry, CallSign sign) {
    boolean hidden = open(entry) == 0 && !isOptional(entries.get(entry));
    return open(entry) == 0 && fit(sign, entry) < 0 && !(hidden && sign.isOnCpu());
  }

  /** The first entry behind {@code entry} that is no part of the same drafting. */
  int behind(int entry) {
    int later = entry + 1;
    boolean draft = entries.get(entry).terminal(0).purpose() == Purpose.DRAFT;
    while (draft
        && later < entries.size()
        && entries.get(later).terminal(0).purpose() == Purpose.DRAFT) {
      later++;
    }
    return later;
  }

  /** True if others of the step's sums are still to come. */
  boolean isAmongSums() {
    return sumsSeen
        && entries.subList(at, entries.size()).stream()
            .anyMatch(entry -> !entry.optional() && entry.terminal(0).isHideable());
  }

  /** Past a place where logits may be left out. */
  boolean hasOptionalLogits() {
    return entries.stream()
        .anyMatch(e -> e.optional() && e.terminal(0).size().of() == Variable.ROWS);
  }

  /** True if the step has calls whose size is that of this rank's replica of attention. */
  boolean hasOwnTokens() {
    return entries.stream()
        .anyMatch(e -> e.optional() && e.terminal(0).size().of() == Variable.EMBEDDED);
  }

  /** The place for people: its layers, and which call of its layer the {@code i}-th is. */
  record Layers(int first, int last, int term) {}

  /**
   * The layers of an entry's call.
   *
   * @param call counted in the entry
   */
  Layers layersOf(int entry, int call) {
    Entry of = entries.get(entry);
    int layer = of.layerOf(call);
    int term = 0;
    if (layer < 0) {
      return new Layers(-1, -1, -1);
    }
    for (int i = call - 1; i >= 0 && of.layerOf(i) == layer; i--) {
      term++;
    }
    for (int e = entry - 1; e >= 0; e--) {
      Entry before = entries.get(e);
      int last = before.count(0) - 1;
      for (int i = last; i >= 0 && before.layerOf(i) == layer; i--) {
        term++;
      }
      if (before.layerOf(last) != layer) {
        break;
      }
    }
    return new Layers(layer, layer, term);
  }

  /** The layers of which one call is that cannot be told from others of its terminal. */
  Layers layersOfAny(int entry, int i) {
    Entry of = entries.get(entry);
    int last = of.count(i) - 1;
    return last == 0 ? layersOf(entry, 0) : new Layers(of.layerOf(0), of.layerOf(last), -1);
  }

  /** How many such calls in a row a step begins with, pictures left aside. */
  static int beginningRun(CallSign sign, List<Entry> other) {
    int run = 0;
    for (Entry entry : other) {
      int i = beginsAt(entry, sign);
      if (i >= 0 && !entry.again()) {
        run += entry.count(i);
      } else if (run > 0 || !mayBeUnseen(sign, entry)) {
        break;
      }
    }
    return run;
  }

  /** True if a step may begin with such a call. */
  static boolean begins(CallSign sign, List<Entry> sentence) {
    for (Entry entry : sentence) {
      if (beginsAt(entry, sign) >= 0) {
        return true;
      }
      if (!mayBeUnseen(sign, entry)) {
        return false;
      }
    }
    return false;
  }

  /** True if a step begins with such a call, pictures and what sources may hide left aside. */
  static boolean beginsSurely(CallSign sign, List<Entry> sentence) {
    for (Entry entry : sentence) {
      if (!entry.optional()) {
        int i = beginsAt(entry, sign);
        return i >= 0 && entry.terminal(i).purpose() != Purpose.REBUILD;
      }
    }
    return false;
  }

  /** True if such a call is first a part of what the step before handed over, and no picture. */
  static boolean beginsByRebuilding(CallSign sign, List<Entry> sentence) {
    int i = sentence.isEmpty() ? -1 : beginsAt(sentence.get(0), sign);
    return i >= 0 && sentence.get(0).terminal(i).purpose() == Purpose.REBUILD;
  }

  /** True if a step may show nothing of an entry in front of such a call. */
  private static boolean mayBeUnseen(CallSign sign, Entry entry) {
    return entry.optional() || (entry.terminal(0).isHideable() && !sign.isOnCpu());
  }

  private static int beginsAt(Entry entry, CallSign sign) {
    for (int i = 0; i < entry.size(); i++) {
      Terminal terminal = entry.terminal(i);
      boolean sized = sign.elements() < 0 || terminal.size().solve(sign.elements()) != Size.NONE;
      if (sized && sign.canBe(terminal)) {
        return i;
      }
    }
    return -1;
  }
}
