package dev.ringside.simulator.description;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Trait;
import dev.ringside.core.hardware.Gpu;
import dev.ringside.simulator.cluster.RankMap;
import dev.ringside.simulator.engine.EngineHabits;
import dev.ringside.simulator.engine.FamilyHabits;
import dev.ringside.simulator.engine.KernelChoice;
import dev.ringside.simulator.fault.FaultKind;
import dev.ringside.simulator.scenario.Workload;
import java.util.Optional;
import java.util.Set;

/**
 * Where a kind of fault can sit, and which deployments cannot have it at all: a scenario whose
 * fault changes nothing would prove nothing.
 */
final class FaultLayout {

  private final Deployment deployment;
  private final Workload workload;
  private final RankMap map;

  FaultLayout(Deployment deployment, Workload workload) {
    this.deployment = deployment;
    this.workload = workload;
    this.map = RankMap.of(deployment);
  }

  /** The keys that say who is to blame for a fault of this kind. */
  static Set<String> places(FaultKind kind) {
    return switch (kind) {
      case SLOW_RANK, SLOW_LINK, HANG_MISSING_RANK, HANG_DESYNC, DEAD_RANK -> Set.of("rank");
      case NVLINK_TO_PCIE -> Set.of("replica", "stage", "host");
      case CROSS_NODE_TP,
          CUSTOM_ALL_REDUCE_LOST,
          CUSTOM_ALL_REDUCE_GAINED,
          EXTRA_COLLECTIVES,
          OP_FLIP,
          PP_SLICING_LOST,
          WRONG_LAYER_SPLIT ->
          Set.of("replica", "stage");
      case PADDING_BLOW_UP, LOGITS_FP32 -> Set.of("replica");
      case HANG_STUCK_KERNEL -> Set.of("replica", "stage", "rank");
      case LAYOUT_GUESSED,
          DIFFERENT_TOKENS_SUMMED,
          EXPERTS_SUMMED_TWICE,
          ENCODER_SUMMED_TWICE,
          DRAFT_SUMMED_TWICE,
          IDLE_SERVER,
          LOAD_SHIFT ->
          Set.of();
      case TELEMETRY_GAP, LOST_RECORDS -> Set.of("replica", "host", "rank");
      case CLOCK_JUMP -> Set.of("host");
    };
  }

  /** Why the deployment cannot have this fault; empty if it can. */
  Optional<String> objection(FaultKind kind) {
    return switch (kind) {
      case SLOW_RANK, SLOW_LINK, HANG_MISSING_RANK, HANG_STUCK_KERNEL, HANG_DESYNC, DEAD_RANK ->
          unless(map.ranks() > 1, "a single rank has no other rank to wait for");
      case NVLINK_TO_PCIE -> first(tensor(), oneHost(), linked());
      case CROSS_NODE_TP -> first(tensor(), oneHost());
      case CUSTOM_ALL_REDUCE_LOST ->
          first(
              tensor(),
              oneHost(),
              unless(reducer() != Transport.NCCL, "NCCL carries its all-reduces already"));
      case CUSTOM_ALL_REDUCE_GAINED ->
          first(
              tensor(),
              oneHost(),
              unless(reducer() == Transport.NCCL, reducer() + " carries its all-reduces already"));
      case EXTRA_COLLECTIVES, OP_FLIP, PADDING_BLOW_UP -> tensor();
      case LAYOUT_GUESSED ->
          first(
              tensor(),
              unless(
                  replicasStepTogether() && deployment.options().expertParallel(),
                  "its ranks do not share out tokens: experts must be spread over replicas"));
      case DIFFERENT_TOKENS_SUMMED ->
          first(
              tensor(),
              unless(
                  replicasStepTogether()
                      && deployment.options().expertParallel()
                      && new FamilyHabits(deployment).scattersAll()
                      && deployment.model().feedForward().denseLayers() > 0,
                  "its dense layers hold whole tokens: the model must scatter them from the first"
                      + " layer on"));
      case EXPERTS_SUMMED_TWICE ->
          first(
              tensor(),
              unless(
                  replicasStepTogether() || expertsOverAttention(),
                  "its replicas share no experts"));
      case ENCODER_SUMMED_TWICE ->
          first(
              tensor(),
              unless(
                  workload.pictures().share() > 0
                      && deployment.model().family().trait(Trait.VISION_LAYERS) > 0,
                  "no request of it has a picture, or its model reads none"));
      case DRAFT_SUMMED_TWICE ->
          first(
              tensor(), unless(deployment.options().draft().isPresent(), "it has no draft-model"));
      case LOGITS_FP32 ->
          first(
              tensor(),
              unless(deployment.dataType() != DataType.FLOAT, "its logits are FP32 already"));
      case PP_SLICING_LOST ->
          first(
              tensor(),
              pipeline(),
              unless(
                  new EngineHabits(deployment).slicesHandover(map.tensor(), map.tensor()),
                  deployment.engine().label() + " hands over whole tensors always"));
      case WRONG_LAYER_SPLIT -> pipeline();
      case IDLE_SERVER, LOAD_SHIFT ->
          unless(
              workload.arrivals().areDrawn(),
              "recorded or listed arrivals come when they come; use poisson or bursty");
      case TELEMETRY_GAP, CLOCK_JUMP, LOST_RECORDS -> Optional.empty();
    };
  }

  /** True if a layer of one replica waits for that of the others. */
  boolean replicasStepTogether() {
    return map.replicas() > 1
        && deployment.model().feedForward().experts() > 0
        && new EngineHabits(deployment).joinsReplicas();
  }

  /** True if replicas of attention within a tensor group share experts. */
  private boolean expertsOverAttention() {
    return deployment.options().attentionReplicas() > 1 && deployment.options().expertParallel();
  }

  private Optional<String> tensor() {
    return unless(map.tensor() > 1, "tensor is 1: no rank shares a layer with another");
  }

  private Optional<String> pipeline() {
    return unless(map.stages() > 1, "pipeline is 1: there is one stage only");
  }

  private Optional<String> oneHost() {
    return unless(
        map.tensor() <= map.perHost(),
        "its tensor groups span hosts of %d GPUs already".formatted(map.perHost()));
  }

  private Optional<String> linked() {
    boolean linked = Gpu.ofLabel(deployment.options().gpu()).map(Gpu::hasNvlink).orElse(true);
    return unless(linked, deployment.options().gpu() + " has no NVLink to lose");
  }

  /** What carries the all-reduces of one decoded token. */
  private Transport reducer() {
    long bytes = (long) deployment.model().hidden() * deployment.dataType().bytes();
    return new KernelChoice(deployment)
        .of(Collective.ALL_REDUCE, deployment.dataType(), bytes, 1, map.tensor());
  }

  private static Optional<String> unless(boolean possible, String objection) {
    return possible ? Optional.empty() : Optional.of(objection);
  }

  @SafeVarargs
  private static Optional<String> first(Optional<String>... objections) {
    for (Optional<String> objection : objections) {
      if (objection.isPresent()) {
        return objection;
      }
    }
    return Optional.empty();
  }
}
