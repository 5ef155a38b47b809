package dev.ringside.core.books;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.collective.Transport;
import dev.ringside.core.report.Finding;
import dev.ringside.core.verdict.TunedCarriers;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TunedWatchTest {

  private static final long SECOND = 1_000_000_000;

  private CarrierWatch watch = new CarrierWatch(CarrierWatch.State.NONE);

  private List<Finding> window(TunedCarriers.Seen... seen) {
    return watch.tuned(Arrays.asList(seen));
  }

  private static TunedCarriers.Seen seen(int stage, long tokens, Transport by, long seconds) {
    return new TunedCarriers.Seen(stage, tokens, by, 15, seconds * SECOND, List.of(0, 1));
  }

  @Test
  void whatAnEngineMeasuredIsHeldAgainstWhatWasSeenBefore() {
    assertThat(window(seen(0, 64, Transport.TRTLLM, 1))).as("the first is as it is").isEmpty();
    assertThat(window(seen(0, 64, Transport.TRTLLM, 2), seen(0, 128, Transport.NCCL, 2)))
        .as("another bucket has another strategy")
        .isEmpty();
    watch = new CarrierWatch(watch.state());

    List<Finding> findings = window(seen(0, 64, Transport.NCCL_SYMMETRIC, 3));
    assertThat(findings)
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.text())
                    .isEqualTo(
                        "15 all-reduces of stage 0 on 2 ranks are carried by NCCL on symmetric"
                            + " memory since 1970-01-01T00:00:03Z; the engine measures which"
                            + " library is the fastest, and before it was TensorRT-LLM's one- or"
                            + " two-shot kernel"))
        .satisfies(
            finding ->
                assertThat(finding.evidence())
                    .containsEntry("tokens", "64")
                    .containsEntry("carrier", "nccl_symmetric"));
    assertThat(window(seen(0, 64, Transport.NCCL_SYMMETRIC, 4))).as("is known now").isEmpty();
    assertThat(window(seen(0, 64, Transport.TRTLLM, 5))).as("and back").hasSize(1);
  }

  /** A plain sum and one fused with its norm may be measured apart. */
  @Test
  void aBucketMayHaveTwoCarriers() {
    window(seen(0, 8, Transport.TRTLLM, 1), seen(0, 8, Transport.NCCL, 1));
    assertThat(window(seen(0, 8, Transport.NCCL, 2))).isEmpty();
    assertThat(window(seen(0, 8, Transport.TRTLLM, 3))).isEmpty();
    assertThat(window(seen(0, 8, Transport.NCCL_SYMMETRIC, 4)))
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.evidence().get("before"))
                    .isEqualTo("NCCL and TensorRT-LLM's one- or two-shot kernel"));
  }

  @Test
  void whatIsKnownOfAnEngineThatMeasuresIsBounded() {
    for (int stage = 0; stage < 200; stage++) {
      for (long tokens = 1; tokens <= 8192; tokens *= 2) {
        window(seen(stage, tokens, Transport.NCCL, 1));
      }
    }
    assertThat(watch.state().tuned()).hasSize(1024);
  }
}
