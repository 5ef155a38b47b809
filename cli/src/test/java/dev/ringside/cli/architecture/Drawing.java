package dev.ringside.cli.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The drawing of modules and of core's packages, as docs/architecture.md shows it: below a heading
 * a block of lines {@code name: what it uses}. The document is the only copy, so that it cannot
 * differ from what the tests hold.
 */
final class Drawing {

  private static final Path DOCUMENT = Path.of("..", "docs", "architecture.md");

  static final List<Line> MODULES = below("### What a module may use");
  static final List<Line> CORE_PACKAGES = below("### What a package of core may use");

  private Drawing() {}

  /** A module or a package, and the others that it may use. */
  record Line(String name, List<String> uses) {

    private static Line of(String text) {
      String[] sides = text.split(":", 2);
      String uses = sides[1].strip();
      return new Line(sides[0].strip(), uses.isEmpty() ? List.of() : List.of(uses.split("\\s+")));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static List<Line> below(String heading) {
    List<String> document = read();
    int at = document.indexOf(heading);
    if (at < 0) {
      throw new IllegalStateException(DOCUMENT + " has no heading " + heading);
    }
    List<Line> lines = new ArrayList<>();
    for (int i = fence(document, at) + 1; !document.get(i).equals("```"); i++) {
      lines.add(Line.of(document.get(i)));
    }
    return lines;
  }

  private static int fence(List<String> document, int from) {
    int at = from;
    while (!document.get(at).startsWith("```")) {
      at++;
    }
    return at;
  }

  private static List<String> read() {
    try {
      return Files.readAllLines(DOCUMENT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
