package dev.ringside.bench.report;

import dev.ringside.bench.kafka.fill.PublishPath;
import dev.ringside.bench.load.LoadShape;
import dev.ringside.bench.measure.Measurement;
import dev.ringside.bench.run.BenchPath;
import dev.ringside.bench.run.BenchPlan;
import dev.ringside.bench.run.BenchResult;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A result whose figures are easy to follow. */
final class Results {

  private Results() {}

  /** Three rounds of each path: half its rate, its rate, double its rate. */
  static BenchResult of(Set<BenchPath> paths) {
    Map<BenchPath, List<Measurement>> runs = new EnumMap<>(BenchPath.class);
    for (BenchPath path : paths) {
      double seconds = path.ordinal() + 1;
      runs.put(path, List.of(run(seconds * 2), run(seconds), run(seconds / 2)));
    }
    return new BenchResult(
        new BenchPlan(LoadShape.STANDARD, 1_000_000, 50_000, 1, 3, paths),
        runs,
        List.of(
            new PublishPath.Figures(
                new PublishPath.Cost(60, 1.5), new PublishPath.Cost(40, 0.5), 1.5, 0.02)),
        new BenchResult.Wire(1.25, 3.5),
        new BenchResult.Wire(4.5, 23),
        1234,
        List.of(
            Map.of("ranks ->", 0.02, "GC Thread", 0.001),
            Map.of("ranks ->", 0.01, "idle", 0.00001),
            Map.of("ranks ->", 0.03)),
        "2 cores (test)");
  }

  private static Measurement run(double seconds) {
    return new Measurement(1_000_000, seconds, seconds, 0.25, 8_000_000);
  }
}
