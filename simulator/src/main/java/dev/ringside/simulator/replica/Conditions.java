package dev.ringside.simulator.replica;

import dev.ringside.simulator.fault.Culprit;
import dev.ringside.simulator.fault.Fault;
import java.util.Arrays;
import java.util.List;

/** What is wrong with one stage of one replica at some time. */
public final class Conditions {

  public boolean overPcie;
  public boolean overNetwork;
  public boolean customLost;
  public boolean customGained;
  public boolean flipped;
  public boolean logitsFloat;
  public boolean wholeHandover;
  public boolean layoutGuessed;
  public boolean differentTokensSummed;
  public boolean expertsSummedTwice;
  public boolean encoderSummedTwice;
  public boolean draftSummedTwice;
  public int extraReduces;
  public double padding = 1;

  /** The conditions of {@code stage} under those of {@code faults} that are active. */
  public static Conditions of(
      List<Fault> faults, int replica, int stage, int[] ranks, int[] hosts) {
    Conditions conditions = new Conditions();
    for (Fault fault : faults) {
      if (touches(fault.culprit(), replica, stage, ranks, hosts)) {
        conditions.add(fault);
      }
    }
    return conditions;
  }

  private static boolean touches(
      Culprit culprit, int replica, int stage, int[] ranks, int[] hosts) {
    for (int i = 0; i < ranks.length; i++) {
      if (culprit.covers(replica, stage, ranks[i], hosts[i])) {
        return true;
      }
    }
    return false;
  }

  private void add(Fault fault) {
    switch (fault.kind()) {
      case NVLINK_TO_PCIE -> overPcie = true;
      case CROSS_NODE_TP -> overNetwork = true;
      case CUSTOM_ALL_REDUCE_LOST -> customLost = true;
      case CUSTOM_ALL_REDUCE_GAINED -> customGained = true;
      case OP_FLIP -> flipped = true;
      case LOGITS_FP32 -> logitsFloat = true;
      case PP_SLICING_LOST -> wholeHandover = true;
      case LAYOUT_GUESSED -> layoutGuessed = true;
      case DIFFERENT_TOKENS_SUMMED -> differentTokensSummed = true;
      case EXPERTS_SUMMED_TWICE -> expertsSummedTwice = true;
      case ENCODER_SUMMED_TWICE -> encoderSummedTwice = true;
      case DRAFT_SUMMED_TWICE -> draftSummedTwice = true;
      case EXTRA_COLLECTIVES -> extraReduces += (int) Math.round(fault.severity());
      case PADDING_BLOW_UP -> padding *= fault.severity();
      default -> {
        // Not of a stage: slow ranks, hangs, agents, load.
      }
    }
  }

  /**
   * Moves layers over the end of a stage.
   *
   * @param bounds first layer of each stage, and the number of layers
   * @return the bounds as they then are; every stage keeps one layer
   */
  public static int[] movedBounds(int[] bounds, List<Fault> splits, int replica) {
    int[] moved = Arrays.copyOf(bounds, bounds.length);
    int stages = bounds.length - 1;
    for (Fault fault : splits) {
      int stage = Math.max(0, fault.culprit().stage());
      boolean here =
          fault.culprit().replica() == Culprit.ANY || fault.culprit().replica() == replica;
      if (here && stages > 1) {
        boolean last = stage == stages - 1;
        int held = moved[stage + 1] - moved[stage];
        int layers = Math.min(held - 1, (int) Math.round(fault.severity()));
        if (last) {
          moved[stage] += layers;
        } else {
          moved[stage + 1] -= layers;
        }
      }
    }
    return moved;
  }
}
