package dev.ringside.core.books;

import dev.ringside.core.account.Account;
import dev.ringside.core.books.RankFeed.Timed;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.pass.ForwardPass;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.pass.Passes;
import dev.ringside.core.stream.RankEvent.Heard;
import dev.ringside.core.stream.RankEvent.Sender;
import dev.ringside.core.stream.RankEvent.Slice;
import dev.ringside.core.synthetic.Deployments;
import dev.ringside.core.synthetic.Habits;
import dev.ringside.core.synthetic.SyntheticReplica;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /** A live slice of some of a rank's passes, their numbers shifted. */
  static Slice slice(
      SyntheticReplica replica,
      int rank,
      String runId,
      int from,
      int to,
      long shift,
      Random random) {
    List<ForwardPass> all =
        RankFeed.live(replica, rank, runId, random).stream()
            .flatMap(timed -> timed.slice().passes().stream())
            .flatMap(block -> Passes.of(block).stream())
            .map(pass -> Passes.at(pass, pass.index() + shift))
            .toList();
    List<ForwardPass> some = all.subList(from, to);
    long calls = some.stream().mapToLong(ForwardPass::calls).sum();
    return new Slice(
        new Sender("test", 0, rank, runId, List.of()),
        Optional.of(DEPLOYMENT),
        new Heard(some.get(to - from - 1).endNs(), some.get(to - from - 1).endNs()),
        false,
        Slice.NO_GAP,
        PassBlock.of(some),
        Account.observed(calls));
  }
}
