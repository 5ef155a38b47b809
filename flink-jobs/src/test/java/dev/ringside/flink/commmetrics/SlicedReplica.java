package dev.ringside.flink.commmetrics;

import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.stream.RankEvent;
import dev.ringside.core.stream.RankStream;
import dev.ringside.core.stream.SyntheticAgent;
import dev.ringside.core.synthetic.Deployments;
import dev.ringside.core.synthetic.Habits;
import dev.ringside.core.synthetic.SyntheticReplica;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Two tensor ranks that make one pass a second, from a window's start on; a batch is one pass, a
 * slice of batch {@code i} holds pass {@code i − 1}, for a first pass is held until the second. The
 * broker appends a batch when its last call ends.
 */
public final class SlicedReplica {

  static final long SECOND_NS = 1_000_000_000L;
  static final long START_NS = 1_700_000_000 * SECOND_NS;
  public static final int CALLS_A_PASS = 16;
  static final List<Integer> RANKS = List.of(0, 1);

  private final Map<Integer, List<RankEvent>> slices = new HashMap<>();

  private SlicedReplica(SyntheticAgent agent, Optional<Deployment> against) {
    for (int rank : agent.played().ranks()) {
      RankStream stream = new RankStream();
      List<RankEvent> ofRank = new ArrayList<>();
      for (CallBatch batch : agent.batches(rank, CALLS_A_PASS)) {
        ofRank.add(stream.accept(batch, against, 10 * SECOND_NS, batch.header().lastEndNs()));
      }
      slices.put(rank, ofRank);
    }
  }

  static SlicedReplica live(String runId, int passes, long afterSeconds) {
    SyntheticReplica played = played("live", passes, afterSeconds);
    return new SlicedReplica(SyntheticAgent.live(played, runId), Optional.of(played.deployment()));
  }

  static SlicedReplica replay(String runId, int passes, long afterSeconds) {
    SyntheticReplica played = played("replay", passes, afterSeconds);
    return new SlicedReplica(
        SyntheticAgent.replaying(played, runId), Optional.of(played.deployment()));
  }

  static SlicedReplica unchecked(String runId, int passes, long afterSeconds) {
    SyntheticReplica played = played("unchecked", passes, afterSeconds);
    return new SlicedReplica(SyntheticAgent.live(played, runId), Optional.empty());
  }

  public static SyntheticReplica played(String name, int passes, long afterSeconds) {
    return new SyntheticReplica(
        deployment(name),
        0,
        Habits.VLLM_V0,
        SyntheticReplica.request(16, passes),
        START_NS + afterSeconds * SECOND_NS,
        SECOND_NS);
  }

  public static Deployment deployment(String name) {
    Deployment toy = Deployments.toy(Engine.VLLM_V0, 2, 1);
    return new Deployment(
        name, toy.model(), toy.engine(), toy.layout(), toy.dataType(), OptionalInt.of(1), "none");
  }

  /** The slice of {@code rank}'s batch {@code batch}. */
  RankEvent slice(int rank, int batch) {
    return slices.get(rank).get(batch);
  }

  /** Slices of both ranks' batches {@code from} to {@code to} (exclusive), in turn. */
  List<RankEvent> slices(int from, int to) {
    List<RankEvent> inTurn = new ArrayList<>();
    for (int batch = from; batch < to; batch++) {
      for (int rank : RANKS) {
        inTurn.add(slice(rank, batch));
      }
    }
    return inTurn;
  }
}
