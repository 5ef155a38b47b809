package dev.ringside.core.books;

import dev.ringside.core.desk.WindowRule;

/**
 * How a replica's passes are put into windows and judged.
 *
 * @param coverageFloor share of ranks below which no verdict is given
 */
public record LedgerSettings(WindowRule windows, double coverageFloor) {

  public LedgerSettings {
    if (!(coverageFloor >= 0 && coverageFloor <= 1)) {
      throw new IllegalArgumentException("coverage floor %f".formatted(coverageFloor));
    }
  }

  public LedgerSettings(long windowNs, long latenessNs, double coverageFloor) {
    this(new WindowRule(windowNs, latenessNs), coverageFloor);
  }
}
