package dev.ringside.cli.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.fabric.Confidence;
import dev.ringside.core.fabric.CostRule;
import dev.ringside.core.fabric.LatencyFit;
import dev.ringside.core.fabric.Reach;
import dev.ringside.core.fabric.WireLaw;
import dev.ringside.ingest.calibration.Calibration;
import dev.ringside.ingest.calibration.Calibration.FittedPath;
import dev.ringside.ingest.calibration.Calibration.UnfittedPath;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CalibrationTableTest {

  private static FittedPath path(double perByte, double perByteInterval) {
    LatencyFit fit = new LatencyFit(25e-6, perByte, 2e-6, perByteInterval, 3e-7, 321);
    CostRule rule =
        new CostRule(
            Transport.NCCL,
            Optional.of(Collective.ALL_REDUCE),
            Reach.NODE,
            8,
            8,
            0,
            Long.MAX_VALUE,
            WireLaw.RING,
            fit.alphaSeconds(),
            fit.bytesPerSecond(),
            Confidence.CALIBRATED,
            "this test");
    return new FittedPath(rule, fit, 1_284, 1_284);
  }

  private static String render(
      List<FittedPath> fitted, List<UnfittedPath> unfitted, Map<String, Long> leftOut) {
    return new CalibrationTable(160)
        .render(new Calibration(Optional.empty(), fitted, unfitted, new TreeMap<>(leftOut)));
  }

  @Test
  void aPathIsALineWithItsIntervals() {
    String table = render(List.of(path(1e-9, 1e-10)), List.of(), Map.of());

    assertThat(table)
        .containsPattern("NCCL +AllReduce +node +8 +1,284 +321 +25 us +\\+- 2 us +1.00 GB/s")
        .contains("(909 MB/s to 1.11 GB/s)")
        .contains("300 ns")
        .doesNotContain("Not fitted")
        .doesNotContain("Left out")
        .endsWith("\n");
  }

  /** An interval of 1/β that reaches 0 has no fastest link. */
  @Test
  void whereTheSlopeMayBeZeroThereIsNoUpperEnd() {
    assertThat(render(List.of(path(1e-9, 1e-9)), List.of(), Map.of()))
        .contains("(500 MB/s or more)");
  }

  @Test
  void whatWasNotFittedIsSaidWithItsReason() {
    UnfittedPath one =
        new UnfittedPath(
            Transport.GLOO, Collective.SEND, Reach.CLUSTER, 2, 1_500, "all are of one size");

    assertThat(render(List.of(), List.of(one), Map.of("without a size", 12L)))
        .isEqualTo(
            """
            No path could be fitted.

            Not fitted:
              GLOO Send of 2 ranks (cluster), 1,500 calls: all are of one size

            Left out:
              12 calls, without a size
            """);
  }
}
