package dev.ringside.simulator.traffic;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.hardware.Gpu;
import dev.ringside.simulator.engine.EngineHabits;
import dev.ringside.simulator.engine.FamilyHabits;
import dev.ringside.simulator.engine.KernelChoice;
import dev.ringside.simulator.replica.PassWork;
import dev.ringside.simulator.replica.Team;

/**
 * The calls of a tensor group: its ranks hold partial sums, or shards of what all of them need.
 *
 * <p>Source: vLLM {@code linear.py:RowParallelLinear.forward}, {@code sequence_parallelism.py},
 * {@code logits_processor.py:_gather_logits}.
 */
final class TensorTraffic {

  private static final long MOST_CUSTOM_BYTES = 8L << 20;
  private static final long HOPPER_SPLIT_BYTES = 8L << 20;
  private static final long BLACKWELL_SPLIT_BYTES = 32L << 20;
  private static final int SPLIT_HIDDEN = 8192;

  private final Deployment deployment;
  private final EngineHabits habits;
  private final KernelChoice kernels;
  private final DataType type;
  private final long hidden;

  TensorTraffic(Deployment deployment) {
    this.deployment = deployment;
    this.habits = new EngineHabits(deployment);
    this.kernels = new KernelChoice(deployment);
    this.type = deployment.dataType();
    this.hidden = deployment.model().hidden();
  }

  /** Partial sums of {@code tokens} rows become whole ones on every rank. */
  void reduce(Team team, long tokens, boolean replayed) {
    reduce(team, true, tokens, hidden, splits(tokens) || team.conditions().flipped, replayed);
  }

  /** The rows of the embedding, which no norm follows at once. */
  void embed(Team team, long tokens, boolean replayed) {
    reduce(team, false, tokens, hidden, splits(tokens) || team.conditions().flipped, replayed);
  }

  /** The same of rows that are never split. */
  void embedRows(Team team, long tokens, long width) {
    reduce(team, false, tokens, width, false, false);
  }

  /** The same of another model's rows, which is never split. */
  void reduceRows(Team team, long tokens, long width, boolean replayed) {
    reduce(team, true, tokens, width, false, replayed);
  }

  /** A call that only this model's family makes; a sum of rows is carried as others are. */
  void make(Team team, FamilyHabits.Piece piece, PassWork work) {
    long elements = piece.elements(work.tokens());
    if (team.size() > 1) {
      Transport transport =
          piece.collective() == Collective.ALL_REDUCE && piece.type() == type
              ? reducer(team, true, elements, work.tokens())
              : Transport.NCCL;
      team.call(piece.collective(), piece.type(), elements, transport, work.replayed());
    }
  }

  /** Each rank holds the whole head, and yet all are gathered. */
  void wholeLogits(Team team, long rows, long vocabulary, boolean replayed) {
    if (team.size() > 1 && rows > 0) {
      team.call(Collective.ALL_GATHER, type, rows * vocabulary, Transport.NCCL, replayed);
    }
  }

  private void reduce(
      Team team, boolean normed, long tokens, long width, boolean split, boolean replayed) {
    if (team.size() == 1) {
      return;
    }
    if (split) {
      scatter(team, tokens, replayed);
      gather(team, tokens, 1, replayed);
      return;
    }
    long elements = tokens * width;
    Transport transport = reducer(team, normed, elements, tokens);
    DataType on = habits.sumsIn(type, elements, team.size());
    team.call(Collective.ALL_REDUCE, on, elements, transport, replayed);
  }

  /** Each rank has its columns of every row. */
  void gatherColumns(Team team, long tokens, boolean replayed) {
    if (team.size() > 1) {
      long elements = tokens * hidden / team.size();
      Transport transport = team.isWithinNode() ? kernels.ofLogits(type) : Transport.NCCL;
      team.call(Collective.ALL_GATHER, type, elements, transport, replayed);
    }
  }

  /** Each rank gets the sums of its share of the rows. */
  void scatter(Team team, long tokens, boolean replayed) {
    long rows = ceil(tokens, team.size()) * team.size();
    team.call(Collective.REDUCE_SCATTER, type, rows * hidden, Transport.NCCL, replayed);
  }

  /** Each rank's share of the rows, {@code tensors} of them side by side, goes to all. */
  void gather(Team team, long tokens, int tensors, boolean replayed) {
    long rows = ceil(tokens, team.size());
    team.call(Collective.ALL_GATHER, type, rows * hidden * tensors, Transport.NCCL, replayed);
  }

  static long ceil(long tokens, int parts) {
    return (tokens + parts - 1) / parts;
  }

  /** Shards of {@code rows} of logits come together. */
  void logits(Team team, long rows, long vocabulary, boolean replayed) {
    if (team.size() == 1 || rows == 0) {
      return;
    }
    DataType on = team.conditions().logitsFloat ? DataType.FLOAT : type;
    Transport transport =
        team.isWithinNode() && !team.conditions().customLost
            ? kernels.ofLogits(on)
            : Transport.NCCL;
    team.call(
        habits.logits(),
        on,
        rows * habits.vocabularyShard(vocabulary, team.size()),
        transport,
        replayed);
  }

  private Transport reducer(Team team, boolean normed, long elements, long tokens) {
    long bytes = elements * type.bytes();
    if (!team.isWithinNode() || team.conditions().customLost) {
      return Transport.NCCL;
    }
    Transport chosen = kernels.of(Collective.ALL_REDUCE, normed, type, bytes, tokens, team.size());
    boolean gained =
        team.conditions().customGained && chosen == Transport.NCCL && bytes <= MOST_CUSTOM_BYTES;
    return gained ? Transport.CUSTOM_AR : chosen;
  }

  /**
   * vLLM's compile pass splits all-reduces of large passes of wide models only; other engines, and
   * GPUs the pass does not know, do what the option says.
   */
  private boolean splits(long tokens) {
    if (!deployment.options().sequenceParallel()) {
      return false;
    }
    int capability = Gpu.ofLabel(deployment.options().gpu()).map(Gpu::computeCapability).orElse(0);
    if (deployment.engine() != Engine.VLLM || capability < 90) {
      return true;
    }
    long most = capability == 90 ? HOPPER_SPLIT_BYTES : BLACKWELL_SPLIT_BYTES;
    long least = most * deployment.layout().tensor() / (hidden * type.bytes());
    return hidden >= SPLIT_HIDDEN && tokens >= least;
  }
}
