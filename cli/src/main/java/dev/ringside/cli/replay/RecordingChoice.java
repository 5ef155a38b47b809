package dev.ringside.cli.replay;

import dev.ringside.cli.console.BadInputException;
import dev.ringside.ingest.files.ReadFiles;
import dev.ringside.ingest.files.SeveralRecordings;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.util.List;

/**
 * Which recording to replay, where a server was profiled several times into one folder.
 *
 * @param number from 1, in the order in which they were made; {@link #EACH} or {@link #ONLY}
 */
public record RecordingChoice(int number) {

  /** All of them, each as a run of its own. */
  public static final RecordingChoice EACH = new RecordingChoice(-1);

  /** There must be no more than one. */
  public static final RecordingChoice ONLY = new RecordingChoice(0);

  private static final String EACH_WORD = "each";

  /**
   * Reads {@code each} and {@code 2}.
   *
   * @throws IllegalArgumentException with one line, if it is neither
   */
  public static RecordingChoice parse(String text) {
    if (text.equals(EACH_WORD)) {
      return EACH;
    }
    if (!text.matches("[1-9]\\d{0,4}")) {
      throw new IllegalArgumentException(
          "'%s' does not name a recording: give its number, from 1, or 'each'".formatted(text));
    }
    return new RecordingChoice(Integer.parseInt(text));
  }

  /**
   * The chosen ones.
   *
   * @throws UnreadableTraceException with one line, if one was wanted and there are several
   * @throws BadInputException if there are not as many
   */
  <R extends ReadFiles<?>> List<R> of(List<R> recordings) throws UnreadableTraceException {
    if (equals(ONLY)) {
      return List.of(SeveralRecordings.requireOne(recordings));
    }
    if (equals(EACH)) {
      return recordings;
    }
    if (number > recordings.size()) {
      throw new BadInputException(
          "--recording is %d, and there %s: give a number up to %d, or 'each'"
              .formatted(
                  number,
                  recordings.size() == 1
                      ? "is one recording"
                      : "are " + SeveralRecordings.summary(recordings),
                  recordings.size()));
    }
    return List.of(recordings.get(number - 1));
  }
}
