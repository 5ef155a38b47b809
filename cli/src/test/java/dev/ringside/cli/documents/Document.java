package dev.ringside.cli.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A document of the repository, as far as code can hold it to its word. */
record Document(String name, String text) {

  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  static Document of(String name) {
    Path file = Path.of(System.getProperty("ringside.repository")).resolve(name);
    try {
      return new Document(name, Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The README and every document directly in docs. */
  static List<Document> all() {
    Path docs = Path.of(System.getProperty("ringside.repository")).resolve("docs");
    try (Stream<Path> files = Files.list(docs)) {
      List<String> names =
          files
              .map(file -> "docs/" + file.getFileName())
              .filter(name -> name.endsWith(".md"))
              .toList();
      return Stream.concat(Stream.of("README.md"), names.stream()).map(Document::of).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text between a heading and the next one, whatever its level. */
  String section(String heading) {
    Matcher section =
        Pattern.compile("(?ms)^#+ " + Pattern.quote(heading) + "$(.*?)(?=^#+ |\\z)").matcher(text);
    if (!section.find()) {
      throw new AssertionError(name + " has no section " + heading);
    }
    return section.group(1);
  }

  /** What stands in code spans in the first column of the tables of a section. */
  Set<String> firstColumn(String heading) {
    Set<String> words = new TreeSet<>();
    for (String line : section(heading).lines().filter(row -> row.startsWith("| `")).toList()) {
      words.addAll(matches(CODE, line.substring(0, line.indexOf('|', 1))));
    }
    return words;
  }

  /** The first group of every match in the text. */
  Set<String> all(String pattern) {
    return matches(Pattern.compile(pattern), text);
  }

  private static Set<String> matches(Pattern pattern, String text) {
    Set<String> found = new TreeSet<>();
    Matcher match = pattern.matcher(text);
    while (match.find()) {
      found.add(match.group(1));
    }
    return found;
  }
}
