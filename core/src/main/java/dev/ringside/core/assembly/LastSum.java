package dev.ringside.core.assembly;

import dev.ringside.core.grammar.Entry;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.grammar.Variable;
import java.util.List;

/**
 * A step's last sum where it is of the rows with logits only (llama.cpp), and steps without any
 * leave it out: whether such a call is it, or the first of the next step.
 *
 * <p>Steps that decode are runs of s equal calls, their last sum included; one of a prompt is a run
 * of s − 1, and its last sum begins the run that follows. So where the next step's sums are as
 * large as it, a run of 1 more than a multiple of s has it, and one of s·k or s·k − 1 has not.
 */
final class LastSum {

  private LastSum() {}

  static boolean isAt(Entry entry) {
    return entry.optional()
        && entry.terminal(0).purpose() == Purpose.LAYER
        && entry.terminal(0).size().of() == Variable.ROWS;
  }

  /**
   * @param tokens T of the step
   * @param elements of the first of {@code n} equal calls
   * @param known true if what comes after them is known
   */
  static boolean isThere(
      List<Entry> entries, Entry entry, long tokens, long elements, int n, boolean known) {
    int step = entries.stream().mapToInt(of -> of.count(0)).sum();
    boolean decodes = entry.terminal(0).size().solve(elements) == tokens;
    return decodes || !known || step < 3 || (n % step != 0 && n % step != step - 1);
  }
}
