package dev.ringside.core.model;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.grammar.Sentence;
import dev.ringside.core.grammar.Terminal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sums up what a sentence says: equal calls are counted together, in the order of purposes. */
final class CallSums implements Sentence.Sink {

  private static final List<Purpose> ORDER =
      List.of(
          Purpose.ENCODER,
          Purpose.REBUILD,
          Purpose.EMBEDDING,
          Purpose.LAYER,
          Purpose.CONTEXT,
          Purpose.DISPATCH,
          Purpose.COMBINE,
          Purpose.LOGITS,
          Purpose.DRAFT);

  private final Map<ExpectedCalls, Long> counts = new LinkedHashMap<>();

  @Override
  public void calls(Terminal terminal, long elements, long count) {
    ExpectedCalls each =
        new ExpectedCalls(
            terminal.purpose(),
            terminal.parallelism(),
            terminal.collective(),
            elements,
            terminal.dataTypeOf(elements),
            1,
            terminal.groupSize(),
            terminal.transport());
    counts.merge(each, count, Long::sum);
  }

  List<ExpectedCalls> calls() {
    List<ExpectedCalls> calls = new ArrayList<>();
    counts.forEach((each, count) -> calls.add(each.times(count)));
    calls.sort(Comparator.comparingInt(CallSums::place));
    return calls;
  }

  /** Receiving comes first and sending last. */
  private static int place(ExpectedCalls calls) {
    if (calls.purpose() == Purpose.HANDOVER) {
      return calls.collective() == Collective.RECV ? -1 : ORDER.size();
    }
    return ORDER.indexOf(calls.purpose());
  }
}
