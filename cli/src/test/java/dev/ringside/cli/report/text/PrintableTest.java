package dev.ringside.cli.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.report.Verdict;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PrintableTest {

  private static final String ESC = "\u001b";

  @Test
  void aLineHasNoLineBreakAndNoControlCharacter() {
    assertThat(Printable.line("a\n  b\r\nc\u2028d")).isEqualTo("a b c d");
    assertThat(Printable.line(ESC + "[2J" + ESC + "[31mred")).isEqualTo("\\u001b[2J\\u001b[31mred");
    assertThat(Printable.line("nul \0, tab\t, bell \u0007, csi \u009b, turned \u202e"))
        .isEqualTo("nul \\u0000, tab\\u0009, bell \\u0007, csi \\u009b, turned \\u202e");
  }

  @Test
  void aLineIsNotAsLongAsItsInput() {
    assertThat(Printable.line("x".repeat(1 << 20))).hasSize(4_003).endsWith("xx...");
  }

  @Test
  void lettersOfAllScriptsStay() {
    assertThat(Printable.line("Gr\u00fc\u00dfe \u00b7 \u4e2d\u6587 \u2014 \ud83d\ude80 \\ $1"))
        .isEqualTo("Gr\u00fc\u00dfe \u00b7 \u4e2d\u6587 \u2014 \ud83d\ude80 \\ $1");
  }

  @Test
  void linesKeepTheirEndsAndOurColours() {
    String painted =
        Palette.ANSI.paint(Verdict.MATCH, "match")
            + "\n"
            + Palette.ANSI.paint(Verdict.MISSING, "missing")
            + "\n"
            + Palette.ANSI.paint(Verdict.INSUFFICIENT, "insufficient")
            + "\n";
    assertThat(Printable.lines(painted)).isEqualTo(painted);
    assertThat(Printable.lines("x" + ESC + "]0;title\u0007" + ESC + "[1m\r\n"))
        .isEqualTo("x\\u001b]0;title\\u0007\\u001b[1m\\u000d\n");
  }

  /** Law: whatever the text, nothing but our colours controls the terminal. */
  @Test
  void whateverTheTextNothingForeignIsLeft() {
    Random random = new Random(11);
    for (int round = 0; round < 2_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(40); i > 0; i--) {
        text.append(random.nextInt(4) == 0 ? ESC + "[3" : (char) random.nextInt(0xd800));
      }
      assertThat(Printable.line(text.toString())).doesNotContainPattern("[\\p{Cc}\\p{Cf}]");
      String lines = Printable.lines(text.toString()).replaceAll(Palette.CODE, "");
      assertThat(lines).doesNotContainPattern("[\\p{Cc}\\p{Cf}&&[^\n\t]]");
    }
  }
}
