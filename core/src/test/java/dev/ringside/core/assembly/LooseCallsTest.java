package dev.ringside.core.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.CollectiveCall;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.pass.ForwardPass;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.synthetic.Deployments;
import dev.ringside.core.synthetic.Habits;
import dev.ringside.core.synthetic.SyntheticReplica;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LooseCallsTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 10_000, 37_000, 1_000_000_000})
  void everyCallIsInTheWindowItEndedIn(long windowNs) {
    SyntheticReplica replica =
        new SyntheticReplica(
            Deployments.toy(Engine.VLLM, 2, 1), Habits.VLLM, SyntheticReplica.request(128, 5));
    List<CollectiveCall> calls = replica.calls(1);
    SignatureTable signatures = new SignatureTable();
    CallColumns columns = SyntheticReplica.columns(signatures, calls);

    List<ForwardPass> loose = LooseCalls.byWindow(1, signatures, columns, windowNs);

    Map<Long, Long> expected =
        calls.stream()
            .collect(
                Collectors.groupingBy(
                    call -> Math.floorDiv(call.endNs(), windowNs), Collectors.counting()));
    assertThat(loose)
        .allMatch(pass -> pass.isLoose() && pass.rank() == 1 && pass.complete())
        .extracting(pass -> Math.floorDiv(pass.endNs(), windowNs))
        .containsExactlyElementsOf(expected.keySet().stream().sorted().toList());
    for (ForwardPass pass : loose) {
      assertThat(pass.calls()).isEqualTo(expected.get(Math.floorDiv(pass.endNs(), windowNs)));
      assertThat(pass.tallies().keySet())
          .allMatch(kind -> kind.parallelism() == Parallelism.UNKNOWN && kind.groupSize() == 2);
    }
  }

  @Test
  void callsThatAreNotUnderstoodAreInNoPassAndAloneAmongTheLoose() {
    Deployment deployment = Deployments.toy(Engine.VLLM, 2, 1);
    SyntheticReplica replica =
        new SyntheticReplica(deployment, Habits.VLLM, SyntheticReplica.request(128, 5));
    List<CollectiveCall> calls = new ArrayList<>();
    for (CollectiveCall call : replica.calls(1)) {
      calls.add(call);
      if (call.sequence() % 4 == 0) {
        calls.add(notUnderstood(call));
      }
    }
    SignatureTable signatures = new SignatureTable();
    CallColumns columns = SyntheticReplica.columns(signatures, calls);

    List<ForwardPass> loose =
        new PassAssembler(deployment, 1).loose(signatures, columns, 1_000_000_000_000L);

    long strange = calls.size() - replica.calls(1).size();
    assertThat(loose).singleElement().matches(pass -> pass.isLoose() && pass.calls() == strange);
    assertThat(cut(deployment, signatures, columns))
        .isNotEmpty()
        .usingRecursiveComparison()
        .isEqualTo(cut(deployment, replica.calls(1)));
  }

  private static List<PassBlock> cut(Deployment deployment, List<CollectiveCall> calls) {
    SignatureTable signatures = new SignatureTable();
    return cut(deployment, signatures, SyntheticReplica.columns(signatures, calls));
  }

  private static List<PassBlock> cut(
      Deployment deployment, SignatureTable signatures, CallColumns columns) {
    PassAssembler assembler = new PassAssembler(deployment, 1);
    List<PassBlock> passes = new ArrayList<>(assembler.accept(signatures, columns));
    passes.addAll(assembler.finish());
    return passes;
  }

  private static CollectiveCall notUnderstood(CollectiveCall like) {
    CallSignature known = like.signature();
    CallSignature strange =
        new CallSignature(
            Communicator.UNKNOWN,
            Collective.UNKNOWN,
            DataType.UNKNOWN,
            CallSignature.UNKNOWN_ELEMENTS,
            known.transport(),
            known.timing(),
            CallSignature.NO_PEER,
            0);
    return new CollectiveCall(
        like.rank(), strange, like.sequence(), like.startNs(), like.durationNs());
  }
}
