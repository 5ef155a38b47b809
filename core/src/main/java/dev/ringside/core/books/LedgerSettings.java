package dev.ringside.core.books;

/**
 * How a replica's passes are put into windows.
 *
 * @param windowNs length of a tumbling window of event time
 * @param latenessNs how long a window takes corrections after its end has passed
 * @param coverageFloor share of ranks below which nothing is said
 */
public record LedgerSettings(long windowNs, long latenessNs, double coverageFloor) {

  public LedgerSettings {
    if (windowNs <= 0 || latenessNs < 0 || !(coverageFloor >= 0 && coverageFloor <= 1)) {
      throw new IllegalArgumentException(
          "window %d ns, lateness %d ns, coverage floor %f"
              .formatted(windowNs, latenessNs, coverageFloor));
    }
  }

  long windowStart(long timeNs) {
    return Math.floorDiv(timeNs, windowNs) * windowNs;
  }
}
