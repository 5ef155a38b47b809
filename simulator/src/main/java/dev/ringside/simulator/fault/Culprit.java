package dev.ringside.simulator.fault;

/**
 * The place of a fault; {@link #ANY} in a field stands for all values.
 *
 * @param replica data-parallel replica
 * @param stage pipeline stage
 * @param rank global rank
 * @param host number of a node
 */
public record Culprit(int replica, int stage, int rank, int host) {

  public static final int ANY = -1;
  public static final Culprit ALL = new Culprit(ANY, ANY, ANY, ANY);

  public static Culprit ofRank(int rank) {
    return new Culprit(ANY, ANY, rank, ANY);
  }

  public static Culprit ofReplica(int replica) {
    return new Culprit(replica, ANY, ANY, ANY);
  }

  /** True if the rank at this place is affected. */
  public boolean covers(int atReplica, int atStage, int atRank, int atHost) {
    return fits(replica, atReplica)
        && fits(stage, atStage)
        && fits(rank, atRank)
        && fits(host, atHost);
  }

  private static boolean fits(int wanted, int at) {
    return wanted == ANY || wanted == at;
  }

  @Override
  public String toString() {
    StringBuilder words = new StringBuilder();
    append(words, "replica", replica);
    append(words, "stage", stage);
    append(words, "rank", rank);
    append(words, "host", host);
    return words.isEmpty() ? "all" : words.toString();
  }

  private static void append(StringBuilder words, String place, int number) {
    if (number != ANY) {
      words.append(words.isEmpty() ? "" : " ").append(place).append(' ').append(number);
    }
  }
}
