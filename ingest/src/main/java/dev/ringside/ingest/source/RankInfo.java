package dev.ringside.ingest.source;

import dev.ringside.core.bound.Bound;
import dev.ringside.core.collective.Sight;
import dev.ringside.core.progress.Place;
import java.util.OptionalInt;

/**
 * What a file says about a rank besides its calls.
 *
 * @param rank global rank
 * @param worldSize ranks of the job, where the file says so
 * @param place where it runs
 * @param guessed true if nothing in the file tells the rank, and it is only the likeliest number
 */
public record RankInfo(int rank, OptionalInt worldSize, Place place, boolean guessed) {

  /** Of a rank that the file tells. */
  public RankInfo(int rank, OptionalInt worldSize, Place place) {
    this(rank, worldSize, place, false);
  }

  /**
   * @param host cut if it is too long; empty if the file does not say
   */
  public RankInfo(int rank, OptionalInt worldSize, String host) {
    this(rank, worldSize, new Place(Bound.NAME_BYTES.cut(host), 0, ""));
  }

  /** The same, its calls recorded so. */
  public RankInfo by(Sight sight) {
    return new RankInfo(rank, worldSize, place.by(sight), guessed);
  }

  public String host() {
    return place.host();
  }
}
