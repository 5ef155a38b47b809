package dev.ringside.ingest.naming;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Names of kernels and operators as lines of a table; its columns are described at the head of
 * {@code names.tsv}. The first line that matches counts.
 */
final class NameTable {

  private static final int COLUMNS = 6;
  private static final String NOTHING = "-";
  private static final String NAMED = "named";

  private record Rule<T>(Pattern pattern, Function<Matcher, T> meaning) {}

  private final List<Rule<Optional<KernelFamily>>> kernels = new ArrayList<>();
  private final List<Rule<Operator>> operators = new ArrayList<>();

  private NameTable() {}

  /**
   * @throws IllegalArgumentException with one line: which line of the text, and what was expected
   */
  static NameTable of(String text) {
    NameTable table = new NameTable();
    String[] lines = text.split("\\R", -1);
    for (int line = 1; line <= lines.length; line++) {
      String content = lines[line - 1];
      if (!content.isBlank() && !content.startsWith("#")) {
        table.read(content, line);
      }
    }
    return table;
  }

  private void read(String content, int line) {
    String[] columns = content.split("\t", -1);
    if (columns.length != COLUMNS) {
      throw bad(line, "%d columns", "%d, apart by tabs", columns.length, COLUMNS);
    }
    switch (columns[0]) {
      case "kernel" -> kernels.add(kernel(columns, line));
      case "operator" -> operators.add(operator(columns, line));
      default -> throw bad(line, "\"%s\"", "kernel or operator", columns[0]);
    }
  }

  private static Rule<Optional<KernelFamily>> kernel(String[] columns, int line) {
    Pattern pattern = pattern(columns[4], line);
    if (columns[1].equals(NOTHING)) {
      return new Rule<>(pattern, matcher -> Optional.empty());
    }
    Transport transport = constant(Transport.class, columns[1], line);
    boolean fused = columns[3].equals("fused");
    if (columns[2].equals(NAMED)) {
      requireGroup(pattern, line);
      return new Rule<>(
          pattern,
          matcher ->
              Optional.of(
                  new KernelFamily(transport, collectiveNamed(matcher.group("op")), fused)));
    }
    Optional<KernelFamily> family =
        Optional.of(
            new KernelFamily(transport, constant(Collective.class, columns[2], line), fused));
    return new Rule<>(pattern, matcher -> family);
  }

  private static void requireGroup(Pattern pattern, int line) {
    if (!pattern.pattern().contains("(?<op>")) {
      throw bad(line, "no group \"op\"", "(?<op>...) in the expression of a named collective");
    }
  }

  /**
   * {@code SendRecv} is {@link Collective#UNKNOWN}: one such kernel carries sends, receives, or a
   * whole all-to-all, gather or scatter. So is {@code Generic}.
   */
  private static Collective collectiveNamed(String op) {
    return TorchCollectives.of(op.equals("AllGatherV") ? "AllGather" : op);
  }

  private static Rule<Operator> operator(String[] columns, int line) {
    Operator operator =
        new Operator(
            constant(Collective.class, columns[2], line),
            place(columns[1], line),
            place(columns[3], line));
    return new Rule<>(pattern(columns[4], line), matcher -> operator);
  }

  private static int place(String text, int line) {
    if (!text.matches("\\d")) {
      throw bad(line, "\"%s\"", "the place of an input, 0 to 9", text);
    }
    return Integer.parseInt(text);
  }

  private static Pattern pattern(String regex, int line) {
    try {
      return Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw bad(line, "\"%s\"", "a regular expression (%s)", regex, e.getDescription());
    }
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String word, int line) {
    try {
      return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      String words = List.of(type.getEnumConstants()).toString().toLowerCase(Locale.ROOT);
      throw bad(line, "\"%s\"", "one of %s", word, words.substring(1, words.length() - 1));
    }
  }

  private static IllegalArgumentException bad(
      int line, String found, String expected, Object... values) {
    return new IllegalArgumentException(
        ("line %d: found " + found + ", expected " + expected).formatted(prepend(line, values)));
  }

  private static Object[] prepend(int line, Object[] values) {
    List<Object> all = new ArrayList<>(List.of(values));
    all.add(0, line);
    return all.toArray();
  }

  /** Empty if no line is of this kernel; holds an empty family if it is of no call. */
  Optional<Optional<KernelFamily>> kernel(String name) {
    for (Rule<Optional<KernelFamily>> rule : kernels) {
      Matcher matcher = rule.pattern.matcher(name);
      if (matcher.find()) {
        return Optional.of(rule.meaning.apply(matcher));
      }
    }
    return Optional.empty();
  }

  Optional<Operator> operator(String name) {
    for (Rule<Operator> rule : operators) {
      Matcher matcher = rule.pattern.matcher(name);
      if (matcher.matches()) {
        return Optional.of(rule.meaning.apply(matcher));
      }
    }
    return Optional.empty();
  }
}
