package dev.ringside.ingest.inspector.line;

/**
 * Who wrote a line: one process, as a member of one communicator.
 *
 * @param id the communicator's hash as written, such as {@code 0x7f8c496ae9f661}; of the ACCL
 *     profiler the one in the name of its file
 * @param name what the application calls the communicator; empty if it does not, or the release
 *     cannot say
 * @param rank the process's number in the communicator, which is not its number in the job
 * @param size ranks of the communicator
 * @param host empty if the line does not say
 * @param pid -1 if the line does not say
 * @param globalRank the process's number in the job; -1 if the line does not say
 */
public record Origin(
    String id, String name, int rank, int size, String host, long pid, int globalRank) {

  static final String UNNAMED = "unknown";

  /** The name if there is one, else the hash. */
  public String label() {
    return name.isEmpty() ? id : name;
  }
}
