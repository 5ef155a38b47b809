package dev.ringside.cli.report.text;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Makes text safe for a terminal. Names in files, and names of files, may hold control characters
 * that would move the cursor, colour the screen or fake a line; they are shown as {@code \u001b}.
 */
public final class Printable {

  private static final int LONGEST = 4_000;

  private static final Pattern LINE_BREAK = Pattern.compile("\\s*\\R\\s*");

  /** Control and format characters: C0, C1, and those that turn the direction of the text. */
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}]");

  /** The same, but for tabs, the ends of lines, and our own colours. */
  private static final Pattern FOREIGN_CONTROL =
      Pattern.compile("(?![\n\t]|" + Palette.CODE + ")[\\p{Cc}\\p{Cf}]");

  private Printable() {}

  /** One line without a line break, of at most {@value #LONGEST} characters of {@code text}. */
  public static String line(String text) {
    boolean isLong = text.length() > LONGEST;
    String most = isLong ? text.substring(0, LONGEST) + "..." : text;
    return CONTROL
        .matcher(LINE_BREAK.matcher(most).replaceAll(" ").strip())
        .replaceAll(Printable::escaped);
  }

  /** Lines that may hold a {@link Palette}'s colours. */
  public static String lines(String text) {
    return FOREIGN_CONTROL.matcher(text).replaceAll(Printable::escaped);
  }

  private static String escaped(MatchResult control) {
    return "\\\\u%04x".formatted((int) control.group().charAt(0));
  }
}
