package dev.ringside.bench.path;

import dev.ringside.bench.load.BenchLoad;
import dev.ringside.bench.load.Oracle;

/**
 * How many passes make up so many calls.
 *
 * @param passes of every rank, whole batches
 */
public record Filling(int passes, long calls) {

  /** At least {@code calls} calls, in whole batches of every rank. */
  public static Filling of(BenchLoad load, long calls) {
    long block = (long) load.ranks() * load.callsAPass() * load.passesABatch();
    long blocks = Math.max(1, (calls + block - 1) / block);
    return new Filling(Math.toIntExact(blocks * load.passesABatch()), blocks * block);
  }

  /** Hands the passes on, and to the oracles as well. */
  public void make(BenchLoad load, BenchLoad.BatchTaker taker, Oracle... oracles) throws Exception {
    load.passes(
        passes,
        batch -> {
          taker.take(batch);
          for (Oracle oracle : oracles) {
            oracle.add(batch);
          }
        });
  }
}
