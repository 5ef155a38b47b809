package dev.ringside.simulator.traffic;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.simulator.cluster.Group;
import dev.ringside.simulator.cluster.GroupCall;
import dev.ringside.simulator.cluster.Links;
import dev.ringside.simulator.engine.EngineHabits;
import dev.ringside.simulator.engine.FamilyHabits;
import dev.ringside.simulator.replica.Rendezvous;
import dev.ringside.simulator.replica.Replica;
import dev.ringside.simulator.replica.Team;
import java.util.List;

/**
 * Activations from one stage to the next: the model's tensors one after the other. Each tensor rank
 * sends its slice where there are equal slices, and the receivers put them together.
 *
 * <p>A send and its receive are one event of two ranks. It is played when the receiver begins its
 * stage; the sender has been ready since it finished its own.
 *
 * <p>Source: vLLM {@code parallel_state.py:isend_tensor_dict, irecv_tensor_dict}.
 */
final class Handover {

  private final EngineHabits habits;
  private final Rendezvous rendezvous;
  private final DataType type;
  private final List<Long> tensors;
  private final boolean blocking;

  Handover(Deployment deployment, Rendezvous rendezvous) {
    this.habits = new EngineHabits(deployment);
    this.rendezvous = rendezvous;
    this.type = deployment.dataType();
    this.tensors = new FamilyHabits(deployment).handedOver();
    this.blocking =
        deployment.engine() == Engine.VLLM_V0
            || (deployment.engine() == Engine.VLLM && !habits.isAtLeast(0, 17));
  }

  void receive(Replica replica, int stage, long tokens) {
    Team[] senders = replica.stage(stage - 1);
    Team[] receivers = replica.stage(stage);
    for (int context = 0; context < receivers.length; context++) {
      Team team = receivers[context];
      for (long width : tensors) {
        long whole = tokens * width;
        boolean sliced =
            habits.slicesHandover(whole, team.size())
                && !senders[context].conditions().wholeHandover;
        long elements = sliced ? whole / team.size() : whole;
        for (Group pair : replica.handovers()[stage - 1][context]) {
          pass(pair, elements);
        }
        if (sliced) {
          team.call(Collective.ALL_GATHER, type, elements, Transport.NCCL, false);
        }
      }
    }
  }

  private void pass(Group pair, long elements) {
    GroupCall call = pair.call(Collective.SEND, type, elements, Transport.NCCL, false);
    Links.Reach reach = pair.spansHosts() ? Links.Reach.NETWORK : Links.Reach.NVLINK;
    rendezvous.sendAndReceive(call, reach, blocking);
  }
}
