package dev.ringside.core.books;

import dev.ringside.core.books.RankFeed.Timed;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.synthetic.Deployments;
import dev.ringside.core.synthetic.Habits;
import dev.ringside.core.synthetic.SyntheticReplica;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Two tensor ranks that make a pass a second, in windows of ten seconds with five to spare. */
final class Pair {

  static final long SECOND = 1_000_000_000L;
  static final Deployment DEPLOYMENT = Deployments.toy(Engine.VLLM, 2, 1);
  static final long CALLS_A_PASS = 2 * 16;

  private Pair() {}

  static Ledger ledger() {
    return new Ledger(new LedgerSettings(10 * SECOND, 5 * SECOND, 1));
  }

  /** {@code passes} passes that end a little after each second from {@code fromSecond} on. */
  static SyntheticReplica replica(long fromSecond, int passes) {
    return new SyntheticReplica(
        DEPLOYMENT,
        0,
        Habits.VLLM,
        SyntheticReplica.request(128, passes),
        fromSecond * SECOND,
        SECOND);
  }

  static Map<Integer, List<Timed>> live(
      SyntheticReplica replica, String runId, Random random, int... ranks) {
    Map<Integer, List<Timed>> feeds = new TreeMap<>();
    for (int rank : ranks) {
      feeds.put(rank, RankFeed.live(replica, rank, runId, random));
    }
    return feeds;
  }
}
