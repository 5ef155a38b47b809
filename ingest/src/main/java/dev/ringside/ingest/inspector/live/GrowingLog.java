package dev.ringside.ingest.inspector.live;

import dev.ringside.core.account.RejectReason;
import dev.ringside.ingest.inspector.file.InspectorCalls;
import dev.ringside.ingest.inspector.file.InspectorFile;
import dev.ringside.ingest.inspector.process.ProcessCalls;
import java.nio.file.Path;
import java.util.Collection;

/**
 * The lines of one file that grows: fed as they come, in pieces of any length, by the tail that
 * knows where the file stands. Calls wait until {@link LiveJob#handOver} knows which rank they are
 * of.
 */
public final class GrowingLog {

  private final InspectorCalls calls;

  /**
   * @param file of which only the name is looked at
   */
  public GrowingLog(Path file) {
    this.calls = new InspectorCalls(file);
  }

  /** True for the names that the Inspector and those who rotate its files give. */
  public static boolean isNamed(Path file) {
    return InspectorFile.processOf(file).pid() >= 0;
  }

  /** The longest line that must be offered whole. */
  public static int longestLine() {
    return InspectorFile.LONGEST_LINE;
  }

  /**
   * Reads the lines that end within these bytes.
   *
   * @return where the first line begins that does not end here; {@code to} if there is none
   */
  public int read(byte[] bytes, int from, int to) {
    return calls.read(bytes, from, to);
  }

  /** Reads what stands behind the last line feed of a file that will not grow. */
  public void readLast(byte[] bytes, int from, int to) {
    if (!calls.lines().readLast(bytes, from, to)) {
      calls.reject(RejectReason.LINE_INVALID);
    }
  }

  /** Counts a line that is passed over because it is too long. */
  public void passOver() {
    calls.reject(RejectReason.LINE_INVALID);
  }

  /**
   * Forgets what has been read, but for the last marker and numbers: it was handed over before a
   * restart.
   */
  public void forget() {
    calls.processes().forEach(ProcessCalls::forget);
  }

  /** True if something waits to be handed over. */
  public boolean isWaiting() {
    return !calls.processes().stream().allMatch(ProcessCalls::isEmpty);
  }

  /** Lines that were records. */
  public long records() {
    return calls.records();
  }

  public long rejected() {
    return calls.rejected();
  }

  /** Calls that were made and not written, as far as the lines show. */
  public long lost() {
    return calls.processes().stream().mapToLong(ProcessCalls::lost).sum();
  }

  Collection<ProcessCalls> processes() {
    return calls.processes();
  }
}
