package dev.ringside.core.grammar;

import java.util.List;

/**
 * What one rank calls in one step, in order.
 *
 * <p>Cost: an entry for each change of call, so two or three for a dense model and some hundred for
 * one with experts; made once a deployment and stage.
 */
public record Sentence(List<Entry> entries) {

  /** Takes what a step of some sizes says of the sentence. */
  public interface Sink {
    /**
     * @param elements −1 if not known
     */
    void calls(Terminal terminal, long elements, long count);
  }

  /** What a step of {@code sizes} says, in order; drafting passes only if there were some. */
  public void say(StepSizes sizes, Sink sink) {
    for (Entry entry : entries) {
      for (int i = 0; i < entry.size(); i++) {
        Terminal terminal = entry.terminal(i);
        if (isSaid(entry, terminal, sizes)) {
          say(terminal, entry.count(i), sizes, sink);
        }
      }
    }
  }

  private static boolean isSaid(Entry entry, Terminal terminal, StepSizes sizes) {
    Variable of = terminal.size().of();
    if (entry.oneOf()) {
      return (of == Variable.OTHERS) != sizes.others().isEmpty();
    }
    return switch (of) {
      case ROWS -> sizes.rows() > 0;
      case DRAFT_TOKENS, DRAFTS, HEAD_TOKENS -> sizes.drafted();
      case EMBEDDED -> sizes.of(of) != 0 && !terminal.size().isAbsent(sizes.of(of));
      default -> !terminal.size().isAbsent(sizes.of(of));
    };
  }

  private static void say(Terminal terminal, int count, StepSizes sizes, Sink sink) {
    Size size = terminal.size();
    switch (size.of()) {
      case OTHERS ->
          sizes.others().stream()
              .filter(v -> v > 0)
              .forEach(v -> sink.calls(terminal, size.elements(v), 1));
      case PATCHES, GATHERED, PROMPTS ->
          sizes.allOf(size.of()).forEach(v -> sink.calls(terminal, size.elements(v), count));
      default -> sink.calls(terminal, size.elements(sizes.of(size.of())), count);
    }
  }
}
