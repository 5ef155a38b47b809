package dev.ringside.core.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.collective.CollectiveCall;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.pass.ForwardPass;
import dev.ringside.core.synthetic.Deployments;
import dev.ringside.core.synthetic.Habits;
import dev.ringside.core.synthetic.SyntheticReplica;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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
}
