package dev.ringside.core.synthetic;

import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.CollectiveCall;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.synthetic.Habits.Habit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Plays one replica's engine: goes through each forward pass stage by stage and layer by layer, as
 * the engine's code does, and notes every call. Independent of the closed forms, so that they can
 * be checked against it.
 *
 * <p>Pass {@code i} starts at {@code startNs + i × periodNs}; a stage's calls lie {@value #CALL_NS}
 * ns apart and do not overlap. Durations are drawn from a generator seeded by rank.
 */
public final class SyntheticReplica {

  /** From one call of a rank to its next. */
  public static final long CALL_NS = 2_000;

  private static final int METADATA_BYTES = 317;
  private static final List<Long> INPUT_ELEMENTS = List.of(1L, 16L, 4L);

  private final Deployment deployment;
  private final int replica;
  private final Habits habits;
  private final List<Step> steps;
  private final long startNs;
  private final long periodNs;

  /** One forward pass: T̂ tokens on the wire, R rows of logits. */
  public record Step(long tokens, long rows) {}

  /** A call and the number of the pass it was made in. */
  public record Issued(int step, CollectiveCall call) {}

  /** A replica whose passes follow each other without a pause, from 1 s after the epoch. */
  public SyntheticReplica(Deployment deployment, Habits habits, List<Step> steps) {
    this(deployment, 0, habits, steps, 1_000_000_000L, busyNs(deployment));
  }

  /**
   * @param periodNs from one pass's start to the next one's, at least {@link #busyNs}
   */
  public SyntheticReplica(
      Deployment deployment,
      int replica,
      Habits habits,
      List<Step> steps,
      long startNs,
      long periodNs) {
    this.deployment = deployment;
    this.replica = replica;
    this.habits = habits;
    this.steps = List.copyOf(steps);
    this.startNs = startNs;
    this.periodNs = periodNs;
  }

  /** The time that one pass keeps all stages busy. */
  public static long busyNs(Deployment deployment) {
    return deployment.layout().pipeline() * stageNs(deployment);
  }

  private static long stageNs(Deployment deployment) {
    return CALL_NS * (2L * deployment.model().layers() + 24);
  }

  /** The passes of one request alone: its prompt, then one token each. */
  public static List<Step> request(long promptTokens, int generatedTokens) {
    List<Step> steps = new ArrayList<>();
    steps.add(new Step(promptTokens, 1));
    steps.addAll(Collections.nCopies(generatedTokens - 1, new Step(1, 1)));
    return steps;
  }

  public Deployment deployment() {
    return deployment;
  }

  public List<Step> steps() {
    return steps;
  }

  /** Global ranks of this replica. */
  public List<Integer> ranks() {
    int world = deployment.layout().ranksPerReplica();
    List<Integer> ranks = new ArrayList<>();
    for (int rank = replica * world; rank < (replica + 1) * world; rank++) {
      ranks.add(rank);
    }
    return ranks;
  }

  /** All calls of {@code rank}, in the order in which they start. */
  public List<CollectiveCall> calls(int rank) {
    return issued(rank).stream().map(Issued::call).toList();
  }

  /** As {@link #calls}, with the pass each is made in. */
  public List<Issued> issued(int rank) {
    Player player = new Player(rank);
    for (int step = 0; step < steps.size(); step++) {
      player.play(step, steps.get(step));
    }
    return player.issued;
  }

  /** {@code calls} as columns, their signatures entered into {@code table}. */
  public static CallColumns columns(SignatureTable table, List<CollectiveCall> calls) {
    CallColumns columns = new CallColumns(Math.max(1, calls.size()));
    for (CollectiveCall call : calls) {
      columns.add(table.idOf(call.signature()), call.startNs(), call.durationNs(), call.sequence());
    }
    return columns;
  }

  /** One rank's way through the model. */
  private final class Player {

    private final ParallelLayout layout = deployment.layout();
    private final List<Issued> issued = new ArrayList<>();
    private final int rank;
    private final int stage;
    private final Random random;
    private int step;
    private long nowNs;

    Player(int rank) {
      this.rank = rank;
      this.stage = layout.stageOf(rank);
      this.random = new Random(rank);
    }

    void play(int number, Step pass) {
      step = number;
      nowNs = startNs + number * periodNs + stage * stageNs(deployment);
      if (habits.has(Habit.BROADCASTS_INPUTS) && layout.tensor() > 1) {
        INPUT_ELEMENTS.forEach(n -> group(Collective.BROADCAST, DataType.LONG, n));
      }
      if (stage > 0) {
        receive(pass);
      }
      runLayers(pass);
      if (layout.isLastStage(stage)) {
        gatherLogits(pass);
      } else {
        send(pass);
      }
    }

    private void runLayers(Step pass) {
      if (layout.tensor() == 1 || !habits.has(Habit.SHOWS_ALL_REDUCES)) {
        return;
      }
      long activations = pass.tokens() * deployment.model().hidden();
      if (stage == 0 && habits.has(Habit.SHARDS_EMBEDDING)) {
        group(Collective.ALL_REDUCE, deployment.dataType(), activations);
      }
      for (int layer = 0; layer < deployment.layersOf(stage); layer++) {
        group(Collective.ALL_REDUCE, deployment.dataType(), activations);
        group(Collective.ALL_REDUCE, deployment.dataType(), activations);
      }
    }

    private void gatherLogits(Step pass) {
      if (layout.tensor() > 1) {
        long shard = deployment.paddedVocabulary() / layout.tensor();
        group(habits.logits(), deployment.dataType(), pass.rows() * shard);
      }
    }

    private void send(Step pass) {
      int to = rank + layout.tensor();
      metadata(Collective.SEND, to);
      for (int tensor = 0; tensor < deployment.model().tensorsHandedOver(); tensor++) {
        pair(Collective.SEND, deployment.dataType(), slice(pass), to, habits.transport());
      }
    }

    private void receive(Step pass) {
      int from = rank - layout.tensor();
      metadata(Collective.RECV, from);
      int rebuilds = 0;
      for (int tensor = 0; tensor < deployment.model().tensorsHandedOver(); tensor++) {
        pair(Collective.RECV, deployment.dataType(), slice(pass), from, habits.transport());
        if (habits.has(Habit.INTERLEAVES_REBUILD)) {
          rebuild(pass);
          rebuilds++;
        }
      }
      for (; rebuilds < deployment.model().tensorsHandedOver(); rebuilds++) {
        rebuild(pass);
      }
    }

    private void rebuild(Step pass) {
      if (isSliced(pass)) {
        group(Collective.ALL_GATHER, deployment.dataType(), slice(pass));
      }
    }

    private boolean isSliced(Step pass) {
      return layout.tensor() > 1
          && habits.has(Habit.SLICES_HANDOVER)
          && pass.tokens() * deployment.model().hidden() % layout.tensor() == 0;
    }

    private long slice(Step pass) {
      long activations = pass.tokens() * deployment.model().hidden();
      return isSliced(pass) ? activations / layout.tensor() : activations;
    }

    private void metadata(Collective direction, int peer) {
      if (habits.has(Habit.SENDS_METADATA)) {
        pair(direction, DataType.LONG, 1, peer, Transport.GLOO);
        pair(direction, DataType.BYTE, METADATA_BYTES, peer, Transport.GLOO);
      }
    }

    private void group(Collective collective, DataType type, long elements) {
      List<Integer> members = layout.ranksOfStage(replica, stage);
      call(collective, type, elements, members, CallSignature.NO_PEER, habits.transport());
    }

    private void pair(
        Collective direction, DataType type, long elements, int peer, Transport transport) {
      call(direction, type, elements, List.of(rank, peer), peer, transport);
    }

    private void call(
        Collective collective,
        DataType type,
        long elements,
        List<Integer> members,
        int peer,
        Transport transport) {
      CallSignature signature =
          new CallSignature(
              habits.has(Habit.NAMES_RANKS)
                  ? new Communicator("", members.size(), members)
                  : Communicator.UNKNOWN,
              collective,
              habits.has(Habit.KNOWS_SIZES) ? type : DataType.UNKNOWN,
              habits.has(Habit.KNOWS_SIZES) ? elements : CallSignature.UNKNOWN_ELEMENTS,
              transport,
              TimingQuality.GPU_NS,
              habits.has(Habit.NAMES_RANKS) ? peer : CallSignature.NO_PEER,
              0);
      long duration = CALL_NS / 4 + random.nextInt((int) CALL_NS / 4);
      issued.add(
          new Issued(step, new CollectiveCall(rank, signature, issued.size(), nowNs, duration)));
      nowNs += CALL_NS;
    }
  }
}
