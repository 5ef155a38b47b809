package dev.ringside.ingest.ras;

import java.util.List;

/**
 * @param hash all 16 hex digits; Inspector writes the first 14 of them
 * @param size ranks it was made with
 * @param missing those that did not answer
 */
record RasCommunicator(String hash, int size, List<RasRank> ranks, List<RasRank> missing) {

  RasCommunicator {
    ranks = List.copyOf(ranks);
    missing = List.copyOf(missing);
  }
}
