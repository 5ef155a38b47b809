package dev.ringside.describe.server;

import dev.ringside.describe.yaml.BadDescriptionException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A command line taken apart as a shell and Python's argparse would: variables set before it, words
 * without an option, options with their values. Option names lose their dashes and keep hyphens:
 * {@code tensor-parallel-size}.
 *
 * @param variables set in front of the command
 * @param words the program and what stands without an option, in order
 * @param options the last value of each; empty for one without a value
 */
record LaunchWords(Map<String, String> variables, List<String> words, Map<String, String> options) {

  /**
   * @throws BadDescriptionException if a quote is not closed
   */
  static LaunchWords parse(String line) throws BadDescriptionException {
    Map<String, String> variables = new LinkedHashMap<>();
    List<String> words = new ArrayList<>();
    Map<String, String> options = new LinkedHashMap<>();
    String open = "";
    for (String word : split(line)) {
      if (word.matches("(?s)--?[A-Za-z].*")) {
        open = option(word, options);
      } else if (!open.isEmpty() && (!isSwitch(open) || word.matches("(?i)true|false|\\d+"))) {
        options.put(open, word);
        open = "";
      } else if (words.isEmpty() && word.matches("(?s)[A-Z_][A-Z0-9_]*=.*")) {
        variables.put(word.substring(0, word.indexOf('=')), word.substring(word.indexOf('=') + 1));
      } else {
        words.add(word);
        open = "";
      }
    }
    return new LaunchWords(variables, words, options);
  }

  /** Its name if the value may follow, else the empty string. */
  private static String option(String word, Map<String, String> options) {
    int equals = word.indexOf('=');
    String name = equals < 0 ? word : word.substring(0, equals);
    String plain = name.replaceFirst("^--?", "").replace('_', '-').toLowerCase(Locale.ROOT);
    options.put(plain, equals < 0 ? "" : word.substring(equals + 1));
    return equals < 0 ? plain : "";
  }

  /** Options that usually stand alone, so that the word behind them does not belong to them. */
  private static boolean isSwitch(String option) {
    return option.matches("(enable|disable|no|trust|enforce)-.*|ep");
  }

  private static List<String> split(String line) throws BadDescriptionException {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\' && quote != '\'' && i + 1 < line.length()) {
        i++;
        if (line.charAt(i) != '\n') {
          word.append(line.charAt(i));
          inWord = true;
        }
      } else if (quote != 0 && c == quote) {
        quote = 0;
      } else if (quote == 0 && (c == '\'' || c == '"')) {
        quote = c;
        inWord = true;
      } else if (quote == 0 && Character.isWhitespace(c)) {
        if (inWord) {
          words.add(word.toString());
        }
        word.setLength(0);
        inWord = false;
      } else {
        word.append(c);
        inWord = true;
      }
    }
    if (quote != 0) {
      throw new BadDescriptionException(
          "the command line has a quote (%s) that is not closed".formatted(quote));
    }
    if (inWord) {
      words.add(word.toString());
    }
    return words;
  }

  /** The value of the first of {@code names} that is given. */
  Optional<String> value(String... names) {
    for (String name : names) {
      if (options.containsKey(name)) {
        return Optional.of(options.get(name));
      }
    }
    return Optional.empty();
  }

  boolean has(String name) {
    return options.containsKey(name);
  }
}
