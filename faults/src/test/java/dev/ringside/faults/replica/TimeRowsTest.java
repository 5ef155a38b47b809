package dev.ringside.faults.replica;

import static dev.ringside.faults.replica.InProcessJob.WINDOW_NS;
import static dev.ringside.faults.traffic.Scene.HOUR;
import static dev.ringside.faults.traffic.Scene.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.account.Account;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.faults.matrix.Figures;
import dev.ringside.faults.matrix.Length;
import dev.ringside.faults.matrix.Row;
import dev.ringside.faults.traffic.AgentPlan.Life;
import dev.ringside.faults.traffic.Arrival;
import dev.ringside.faults.traffic.Honesty;
import dev.ringside.faults.traffic.Scene;
import dev.ringside.faults.traffic.Served;
import dev.ringside.faults.traffic.Served.Pass;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Timeout;

/**
 * Time, agents that come and go, and the order of records: live agents that declare no run, in
 * process. Every try is a seed; a failure names it.
 */
@Timeout(240)
class TimeRowsTest {

  private static final long START = 1_800_000_000L * SECOND;
  private static final long LONG_AGO = START - 2 * HOUR;
  private static final int SEEDS = Length.of(200, 20);

  /** From 20 ms to two seconds, as the seed says. */
  private static long gap(Random random) {
    return (long) (20_000_000 * Math.pow(100, random.nextDouble()));
  }

  private static Scene minute(Deployment deployment, Random random) {
    long gap = gap(random);
    return Scene.serving(deployment, START, START + 60 * SECOND, ns -> gap, random);
  }

  /** Reads the log as it is appended, and checks the one replica in it. */
  private static void readLive(String what, Scene scene, Figures figures) {
    InProcessJob job = new InProcessJob(LONG_AGO);
    job.deploy(scene.deployment());
    List<Arrival> log = scene.log();
    log.forEach(arrival -> job.read(arrival, arrival.appendNs()));
    check(what, scene, job, figures);
  }

  private static void check(String what, Scene scene, InProcessJob job, Figures figures) {
    check(what, scene, job, 0, figures);
  }

  private static void check(
      String what, Scene scene, InProcessJob job, long duplicate, Figures figures) {
    job.idleUntil(scene.endNs() + HOUR);
    String name = scene.deployment().name();
    new Honesty(what, scene.truth(WINDOW_NS)).check(job.reports(name), figures);
    Account account = job.totals(name).account();
    assertThat(account.late()).as("%s: late", what).isZero();
    assertThat(account.duplicate()).as("%s: duplicate", what).isEqualTo(duplicate);
    assertThat(account.observed())
        .as("%s: calls observed", what)
        .isEqualTo(scene.calls() + duplicate);
  }

  @Row(number = 901, fault = "Cold start after idle, ranks up to 30 s apart (D1)")
  void coldStartAfterIdle(Figures figures) {
    figures.did(
        "%d seeds: a minute of passes, each rank's records up to 30 s later than the first's,"
            + " in half of the tries an hour after earlier traffic",
        SEEDS);
    Tries.of(
        901,
        SEEDS,
        (what, random) -> {
          Deployment deployment = Scene.drawn("cold", random);
          boolean again = random.nextBoolean();
          Scene scene = again ? afterAnHour(deployment, random) : minute(deployment, random);
          scene.let(
              (rank, plan) -> {
                long apart = rank == 0 ? 0 : random.nextInt(30_000) * 1_000_000L;
                return plan.delivered(ns -> ns + (ns < START - SECOND ? 0 : apart));
              });
          readLive(what, scene, figures);
        });
  }

  /** Half a minute of traffic an hour before; its agents stop, and others start. */
  private static Scene afterAnHour(Deployment deployment, Random random) {
    long gap = gap(random);
    long before = START - HOUR;
    List<Pass> passes =
        new ArrayList<>(
            Served.requests(deployment, before, before + 30 * SECOND, ns -> gap, random));
    passes.addAll(Served.requests(deployment, START, START + 60 * SECOND, ns -> gap, random));
    return Scene.of(deployment, passes, before, START + 60 * SECOND, random)
        .let((rank, plan) -> Scene.restarted(plan, before + 35 * SECOND, HOUR - 36 * SECOND, true));
  }

  @Row(number = 902, fault = "Agents attach up to 30 s apart to an engine that serves")
  void agentsAttachApart(Figures figures) {
    figures.did("%d seeds: each rank's agent starts up to 30 s after the first", SEEDS);
    Tries.of(
        902,
        SEEDS,
        (what, random) -> {
          Scene scene = minute(Scene.drawn("attach", random), random);
          scene.let(
              (rank, plan) -> {
                long apart = rank == 0 ? 0 : random.nextInt(30_000) * 1_000_000L;
                Life only = plan.lives().get(0);
                return plan.living(
                    List.of(new Life(only.runId(), only.fromNs() + apart, only.toNs(), true)));
              });
          readLive(what, scene, figures);
        });
  }

  @Row(number = 903, fault = "Rolling restart of agents")
  void rollingRestart(Figures figures) {
    figures.did(
        "%d seeds: every rank's agent restarts, 8 s after the one before; asked or killed, away"
            + " for 0 to 3 s",
        SEEDS);
    Tries.of(
        903,
        SEEDS,
        (what, random) -> {
          Scene scene = minute(Scene.drawn("rolling", random), random);
          scene.let(
              (rank, plan) -> {
                long at = START + (10 + 8L * rank) * SECOND + random.nextInt(1_000_000_000);
                long down = random.nextBoolean() ? 0 : random.nextInt(3_000) * 1_000_000L;
                return Scene.restarted(plan, at, down, random.nextBoolean());
              });
          readLive(what, scene, figures);
        });
  }

  @Row(number = 904, fault = "Backlog of an hour read partition by partition (D14)")
  void backlog(Figures figures) {
    int tries = Length.of(40, 4);
    figures.did(
        "%d seeds: an hour of passes; in half of the tries the job was away, in the others the"
            + " agents were cut off and each partition is filled 3 s after the one before",
        tries);
    Tries.of(
        904,
        tries,
        (what, random) -> {
          long end = START + HOUR;
          Deployment deployment = Scene.drawn("backlog", random);
          Scene scene = Scene.serving(deployment, START, end, ns -> 2 * SECOND, random);
          boolean cutOff = random.nextBoolean();
          if (cutOff) {
            scene.let(
                (rank, plan) ->
                    plan.delivered(
                        ns ->
                            scene.endNs()
                                + (rank % Scene.PARTITIONS) * 3 * SECOND
                                + (ns - START) / 2_000));
          }
          long now = scene.endNs() + 20 * SECOND;
          InProcessJob job = new InProcessJob(cutOff ? LONG_AGO : now);
          job.deploy(deployment);
          List<Arrival> log = new ArrayList<>(scene.log());
          log.sort(
              Comparator.comparingInt(Arrival::partition).thenComparingLong(Arrival::appendNs));
          for (Arrival arrival : log) {
            job.read(arrival, cutOff ? arrival.appendNs() : now++);
          }
          check(what, scene, job, figures);
        });
  }

  @Row(number = 905, fault = "A neighbour's clock is an hour ahead or behind (D6)")
  void neighbourWithAWrongClock(Figures figures) {
    figures.did("%d seeds: another deployment in the same partitions, its hosts 1 h off", SEEDS);
    Tries.of(
        905,
        SEEDS,
        (what, random) -> {
          Scene victim = minute(Scene.drawn("victim", random), random);
          Scene wrong = minute(Scene.drawn("wrong", random), random);
          long off = random.nextBoolean() ? HOUR : -HOUR;
          wrong.let((rank, plan) -> plan.on(ns -> ns + off));
          InProcessJob job = new InProcessJob(LONG_AGO);
          job.deploy(victim.deployment());
          job.deploy(wrong.deployment());
          List<Arrival> log = new ArrayList<>(victim.log());
          log.addAll(wrong.log());
          log.sort(Comparator.comparingLong(Arrival::appendNs));
          log.forEach(arrival -> job.read(arrival, arrival.appendNs()));
          check("victim, " + what, victim, job, figures);
        });
  }

  @Row(number = 906, fault = "Batches of an old run come again after a restart (D7)")
  void duplicatesOfAnOldRun(Figures figures) {
    figures.did(
        "%d seeds: one rank restarts without a pause, then 1 to 5 old batches again", SEEDS);
    Tries.of(
        906,
        SEEDS,
        (what, random) -> {
          Scene scene = minute(Scene.drawn("copies", random), random);
          int rank = scene.ranks().get(random.nextInt(scene.ranks().size()));
          long at = START + 20 * SECOND + random.nextInt(1_000_000_000);
          scene.let((r, plan) -> r == rank ? Scene.restarted(plan, at, 0, true) : plan);
          List<Arrival> log = new ArrayList<>(scene.log());
          List<Arrival> old =
              log.stream()
                  .filter(a -> a.batch().header().rank() == rank)
                  .filter(a -> !a.batch().header().runId().endsWith("'"))
                  .toList();
          long copied = 0;
          for (int copies = 1 + random.nextInt(5); copies > 0; copies--) {
            Arrival copy = old.get(random.nextInt(old.size()));
            copied += copy.batch().header().calls();
            log.add(copy.at(at + 2 * SECOND + random.nextInt(30_000) * 1_000_000L));
          }
          log.sort(Comparator.comparingLong(Arrival::appendNs));
          InProcessJob job = new InProcessJob(LONG_AGO);
          job.deploy(scene.deployment());
          log.forEach(arrival -> job.read(arrival, arrival.appendNs()));
          check(what, scene, job, copied, figures);
          figures.add("calls repeated", copied);
        });
  }

  @Row(number = 907, fault = "A batch is lost on the way")
  void lostBatch(Figures figures) {
    figures.did("%d seeds: one batch of one rank never arrives", SEEDS);
    Tries.of(
        907,
        SEEDS,
        (what, random) -> {
          Scene scene = minute(Scene.drawn("lossy", random), random);
          int rank = scene.ranks().get(random.nextInt(scene.ranks().size()));
          long from = START + (10 + random.nextInt(30)) * SECOND;
          scene.let(
              (r, plan) ->
                  r == rank ? plan.losing(ns -> ns >= from && ns < from + plan.flushNs()) : plan);
          readLive(what, scene, figures);
        });
  }

  @Row(number = 908, fault = "None: 24 hours of ordinary serving")
  void aDay(Figures figures) {
    int hours = Length.of(24, 2);
    figures.did(
        "%d simulated hours on 2 ranks, a pass every 0.5 s at noon and every 100 s at night,"
            + " minutes of silence, each agent restarted twice in busy hours",
        hours);
    long end = START + hours * HOUR;
    Scene scene = day(end, new Random(908));
    scene.let(
        (rank, plan) ->
            Scene.restarted(
                Scene.restarted(plan, START + HOUR + rank * 60 * SECOND, 0, true),
                end - HOUR / 2 + rank * 60 * SECOND,
                0,
                true));
    readLive("the day", scene, figures);
  }

  /** From noon on; every half an hour there is no request for some minutes. */
  private static Scene day(long end, Random random) {
    LongUnaryOperator curve =
        ns -> {
          double day = (ns - START) / (double) (24 * HOUR);
          boolean silence = (ns / SECOND) % 1_801 < 20;
          return silence
              ? 200 * SECOND
              : (long) (SECOND / 2 * Math.pow(200, 0.5 - 0.5 * Math.cos(2 * Math.PI * day)));
        };
    return Scene.serving(Scene.deployment("day", 2, 1), START, end, curve, random);
  }

  @Row(number = 912, fault = "Agents restart while there is next to no traffic")
  void restartAtNight(Figures figures) {
    figures.did("%d seeds: a pass every 20 to 200 s for an hour, each agent restarted once", SEEDS);
    Tries.of(
        912,
        SEEDS,
        (what, random) -> {
          long gap = (20 + random.nextInt(180)) * SECOND;
          Scene scene =
              Scene.serving(Scene.drawn("night", random), START, START + HOUR, ns -> gap, random);
          scene.let(
              (rank, plan) ->
                  Scene.restarted(
                      plan,
                      START + HOUR / 3 + random.nextInt(1_200) * SECOND,
                      random.nextInt(3_000) * 1_000_000L,
                      true));
          readLive(what, scene, figures);
        });
  }

  @Row(number = 909, fault = "Batches reordered between ranks; one partition lags")
  void reorderedAndLagging(Figures figures) {
    figures.did(
        "%d seeds: each batch up to 20 s late, one partition 45 s behind the others", SEEDS);
    Tries.of(
        909,
        SEEDS,
        (what, random) -> {
          Scene scene = minute(Scene.drawn("reordered", random), random);
          int lagging = random.nextInt(2);
          scene.let(
              (rank, plan) ->
                  plan.delivered(
                      ns ->
                          ns
                              + random.nextInt(20_000) * 1_000_000L
                              + (rank % Scene.PARTITIONS == lagging ? 25 * SECOND : 0)));
          readLive(what, scene, figures);
        });
  }

  @Row(number = 910, fault = "A rank's clock jumps")
  void clockJump(Figures figures) {
    figures.did("%d seeds: one rank's clock jumps by -120 s to +60 s", SEEDS);
    Tries.of(
        910,
        SEEDS,
        (what, random) -> {
          Scene scene = minute(Scene.drawn("jump", random), random);
          int rank = scene.ranks().get(random.nextInt(scene.ranks().size()));
          long at = START + (15 + random.nextInt(20)) * SECOND;
          long by = (random.nextInt(180) - 120) * SECOND;
          scene.let((r, plan) -> r == rank ? plan.on(ns -> ns < at ? ns : ns + by) : plan);
          readLive(what, scene, figures);
        });
  }

  @Row(number = 911, fault = "An agent is killed at any point (100 seeds); a serving process dies")
  void agentKilled(Figures figures) {
    int tries = Length.of(200, 100);
    figures.did(
        "%d seeds: one rank's agent is killed and comes back 1 to 4 s later; nothing sent is lost",
        tries);
    Tries.of(
        911,
        tries,
        (what, random) -> {
          Scene scene = minute(Scene.drawn("killed", random), random);
          int rank = scene.ranks().get(random.nextInt(scene.ranks().size()));
          long at = START + (long) (random.nextDouble() * 50 * SECOND);
          long down = SECOND + random.nextInt(3_000) * 1_000_000L;
          scene.let((r, plan) -> r == rank ? Scene.restarted(plan, at, down, false) : plan);
          readLive(what, scene, figures);
        });
  }
}
