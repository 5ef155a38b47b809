package dev.ringside.bench.run;

import dev.ringside.bench.load.DecodeLoad;
import dev.ringside.bench.load.LoadShape;
import dev.ringside.bench.measure.Machine;
import dev.ringside.bench.measure.Measurement;
import dev.ringside.bench.measure.Spread;
import dev.ringside.bench.path.JobPath;
import dev.ringside.bench.path.Rig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * What a call costs the job, from Kafka at parallelism 2, when there is more of something: ranks,
 * deployments, sizes, ranks of one communicator. Every point reads at least two batches of every
 * rank; points take turns within a round as paths do. The simulator plays no group of 4,096, and a
 * thousand simulations would fill the heap of the job that is measured, so all points have the
 * plain load.
 */
public final class Growth {

  private static final int PARALLELISM = 2;
  private static final int PASSES_A_BATCH = 8;
  private static final int BATCHES_AT_LEAST = 2;
  private static final List<Integer> ONE_SIZE = List.of(16);

  private Growth() {}

  /** What grows. */
  public enum Axis {
    RANKS("ranks of one deployment, tensor parallel 8"),
    DEPLOYMENTS("deployments of 8 ranks"),
    SIZES("sizes of batches of sequences, 64 ranks"),
    COMMUNICATOR("ranks of one replica, all in one communicator");

    private final String description;

    Axis(String description) {
      this.description = description;
    }

    public String description() {
      return description;
    }

    private Map<Integer, LoadShape> points() {
      Map<Integer, LoadShape> points = new LinkedHashMap<>();
      switch (this) {
        case RANKS -> List.of(8, 64, 512, 4096).forEach(n -> points.put(n, replicas(n / 8)));
        case DEPLOYMENTS -> List.of(1, 10, 100, 1000).forEach(n -> points.put(n, deployments(n)));
        case SIZES -> List.of(1, 4, 16, 64).forEach(n -> points.put(n, sizes(n)));
        case COMMUNICATOR -> List.of(8, 64, 512, 4096).forEach(n -> points.put(n, wide(n)));
      }
      return points;
    }
  }

  private static LoadShape replicas(int count) {
    return shape(1, count, 8, ONE_SIZE);
  }

  private static LoadShape deployments(int count) {
    return shape(count, 1, 8, ONE_SIZE);
  }

  private static LoadShape sizes(int count) {
    return shape(8, 1, 8, IntStream.rangeClosed(1, count).mapToObj(i -> 4 * i).toList());
  }

  private static LoadShape wide(int ranks) {
    return shape(1, 1, ranks, ONE_SIZE);
  }

  private static LoadShape shape(
      int deployments, int replicas, int tensor, List<Integer> sequences) {
    return new LoadShape(
        deployments, replicas, tensor, sequences, PASSES_A_BATCH, LoadShape.MICROSECOND);
  }

  /**
   * One place on an axis.
   *
   * @param at how much there is of what grows
   * @param stateBytesARank in a checkpoint after each rank's first batch
   */
  public record Point(
      Axis axis,
      int at,
      int ranks,
      long calls,
      Spread callsASecond,
      Spread cpuSecondsAMillion,
      Spread allocatedBytesACall,
      double stateBytesARank) {}

  /** All points, by axis, and where they were measured. */
  public record Result(List<Point> points, int rounds, String machine) {

    public Result {
      points = List.copyOf(points);
    }

    public List<Point> on(Axis axis) {
      return points.stream().filter(point -> point.axis() == axis).toList();
    }
  }

  private record Place(Axis axis, int at) {}

  /**
   * Measures.
   *
   * @param calls of every point; more on an axis that has very many ranks
   */
  public static Result run(List<Axis> axes, long calls, int rounds, Consumer<String> progress)
      throws Exception {
    Map<Place, List<JobPath.Run>> runs = new LinkedHashMap<>();
    try (Rig rig = Rig.start(DecodeLoad::new)) {
      JobPath job = new JobPath(rig);
      for (int round = 0; round <= rounds; round++) {
        for (Axis axis : axes) {
          for (Map.Entry<Integer, LoadShape> point : axis.points().entrySet()) {
            JobPath.Run run = job.run(point.getValue(), PARALLELISM, 1, enough(axis, calls));
            progress.accept(
                "%s: %s %d: %,.0f calls/s"
                    .formatted(
                        round == 0 ? "warm-up" : "round %d of %d".formatted(round, rounds),
                        axis,
                        point.getKey(),
                        run.measurement().callsASecond()));
            if (round > 0) {
              runs.computeIfAbsent(new Place(axis, point.getKey()), p -> new ArrayList<>())
                  .add(run);
            }
          }
        }
      }
    }
    List<Point> points = new ArrayList<>();
    runs.forEach((place, of) -> points.add(point(place, of)));
    return new Result(points, rounds, Machine.describe());
  }

  /** The same for all points of an axis: what a run costs beside its calls would tell otherwise. */
  private static long enough(Axis axis, long calls) {
    long most = calls;
    for (LoadShape shape : axis.points().values()) {
      long batch = (long) DecodeLoad.CALLS_A_PASS * shape.passesABatch();
      most = Math.max(most, shape.ranks() * batch * BATCHES_AT_LEAST);
    }
    return most;
  }

  private static Point point(Place place, List<JobPath.Run> runs) {
    List<Measurement> measured = runs.stream().map(JobPath.Run::measurement).toList();
    int ranks = place.axis().points().get(place.at()).ranks();
    return new Point(
        place.axis(),
        place.at(),
        ranks,
        measured.get(0).calls(),
        Spread.over(measured, Measurement::callsASecond),
        Spread.over(measured, Measurement::cpuSecondsAMillion),
        Spread.over(measured, Measurement::allocatedBytesACall),
        Spread.over(runs, run -> (double) run.stateBytes() / ranks).median());
  }
}
