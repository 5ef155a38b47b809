package dev.ringside.core.synthetic;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Engine;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What an engine does on the wire and what a source sees of it; set apart from {@code Engine}, so
 * that a deployment can name the wrong one.
 *
 * @param logits Gather or AllGather
 */
public record Habits(Collective logits, Transport transport, Set<Habit> all) {

  /** One thing that an engine does, or that a source sees. */
  public enum Habit {
    /** One all-reduce more on stage 0. */
    SHARDS_EMBEDDING,
    /** False where a custom kernel carries the all-reduces unseen. */
    SHOWS_ALL_REDUCES,
    /** Recv, AllGather, Recv, AllGather; else Recv, Recv, AllGather, AllGather. */
    INTERLEAVES_REBUILD,
    /** Each tensor rank hands over its part, and an all-gather rebuilds the whole. */
    SLICES_HANDOVER,
    /** Two gloo messages before each hand-over. */
    SENDS_METADATA,
    /** Three broadcasts to the tensor group before each pass. */
    BROADCASTS_INPUTS,
    /** False where the source gives neither ranks nor peers nor group size. */
    NAMES_RANKS,
    /** False where it gives neither elements nor type. */
    KNOWS_SIZES
  }

  /** Engines that differ in nothing but these. */
  public static final List<Engine> ENGINES =
      List.of(Engine.VLLM_V0, Engine.VLLM, Engine.TRANSFORMERS, Engine.SGLANG, Engine.TRTLLM);

  public static final Habits VLLM_V0 =
      new Habits(
          Collective.GATHER,
          Transport.NCCL,
          EnumSet.complementOf(EnumSet.of(Habit.SENDS_METADATA, Habit.BROADCASTS_INPUTS)));
  public static final Habits VLLM = VLLM_V0.with(Collective.ALL_GATHER);
  public static final Habits TRANSFORMERS =
      new Habits(Collective.ALL_GATHER, Transport.GLOO, VLLM.all).without(Habit.SHARDS_EMBEDDING);

  public Habits {
    all = Set.copyOf(all);
  }

  boolean has(Habit habit) {
    return all.contains(habit);
  }

  public Habits with(Collective otherLogits) {
    return new Habits(otherLogits, transport, all);
  }

  private Habits with(Habit... more) {
    Set<Habit> changed = EnumSet.copyOf(all);
    changed.addAll(Set.of(more));
    return new Habits(logits, transport, changed);
  }

  private Habits without(Habit less) {
    Set<Habit> changed = EnumSet.copyOf(all);
    changed.remove(less);
    return new Habits(logits, transport, changed);
  }

  public Habits hidingAllReduces() {
    return without(Habit.SHOWS_ALL_REDUCES);
  }

  public Habits rebuildingLast() {
    return without(Habit.INTERLEAVES_REBUILD);
  }

  public Habits sendingWhole() {
    return without(Habit.SLICES_HANDOVER);
  }

  public Habits chatty() {
    return with(Habit.SENDS_METADATA, Habit.BROADCASTS_INPUTS);
  }

  public Habits anonymous() {
    return without(Habit.NAMES_RANKS);
  }

  public Habits sizeless() {
    return without(Habit.KNOWS_SIZES);
  }
}
