package dev.ringside.ingest.calibration;

import static dev.ringside.ingest.calibration.PlayedCalls.group;
import static dev.ringside.ingest.calibration.PlayedCalls.pointToPoint;
import static dev.ringside.ingest.calibration.PlayedCalls.signature;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringside.core.collective.CallFlag;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.fabric.Confidence;
import dev.ringside.core.fabric.CostRule;
import dev.ringside.core.fabric.Fabric;
import dev.ringside.core.fabric.Reach;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.describe.deployment.DeploymentFile;
import dev.ringside.describe.fabric.FabricFile;
import dev.ringside.ingest.calibration.Calibration.FittedPath;
import dev.ringside.ingest.files.RecordingFiles;
import dev.ringside.ingest.recording.ReadProgress;
import dev.ringside.ingest.recording.TraceRecording;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrationTest {

  private static final double ALPHA = 18e-6;
  private static final double BETA = 240e9;

  @TempDir Path folder;

  /** Rank 1 is late by up to a millisecond: rank 0 waits, and only the least duration tells. */
  @Test
  void findsAlphaAndBetaThroughTheWaiting() {
    Random random = new Random(7);
    PlayedCalls calls = new PlayedCalls();
    for (int i = 0; i < 600; i++) {
      long elements = new long[] {4096, 65_536, 524_288}[i % 3];
      double seconds = seconds(1.5 * 2 * elements) * (1 + 0.01 * random.nextGaussian());
      for (int rank = 0; rank < 4; rank++) {
        double waiting = rank == i % 4 ? 0 : random.nextDouble() * 1e-3;
        calls.call(
            rank, signature(Collective.ALL_REDUCE, group(0, 1, 2, 3), elements), seconds + waiting);
      }
    }

    Calibration calibration = calibrate(calls);

    assertThat(calibration.unfitted()).isEmpty();
    assertThat(calibration.leftOut()).isEmpty();
    FittedPath path = calibration.fitted().get(0);
    assertThat(path.rule().alphaSeconds()).isCloseTo(ALPHA, within(ALPHA * 0.02));
    assertThat(path.rule().bytesPerSecond()).isCloseTo(BETA, within(BETA * 0.05));
    assertThat(Math.abs(path.fit().alphaSeconds() - ALPHA))
        .isLessThan(2 * path.fit().alphaInterval());
    assertThat(path.calls()).isEqualTo(2400);
    assertThat(path.matched()).isEqualTo(2400);
    assertThat(path.fit().points()).isEqualTo(600);
    assertThat(path.rule().confidence()).isEqualTo(Confidence.CALIBRATED);
    assertThat(FabricFile.write(calibration.fabric().orElseThrow()))
        .containsPattern("alpha: 1\\d\\.\\d{1,2}, bandwidth: 2\\d\\d(\\.\\d)?, ");
    assertThat(path.rule().source())
        .startsWith(
            "600 points from 2400 calls (each by its last arriver) of 3 sizes, 8192 to 1048576"
                + " bytes, GPU clock; alpha 18.")
        .contains(" +- ", "bandwidth 2", " GB/s (2", "median residual ")
        .endsWith("; hosts not recorded");
  }

  @Test
  void oneRankAloneCountsEachCall() {
    PlayedCalls calls = new PlayedCalls();
    for (long elements : new long[] {4096, 8192, 524_288}) {
      calls.call(
          5, signature(Collective.ALL_GATHER, group(4, 5), elements), seconds(0.5 * 4 * elements));
    }

    FittedPath path = calibrate(calls).fitted().get(0);

    assertThat(path.rule().alphaSeconds()).isCloseTo(ALPHA, within(ALPHA * 0.001));
    assertThat(path.rule().bytesPerSecond()).isCloseTo(BETA, within(BETA * 0.01));
    assertThat(path.matched()).isZero();
    assertThat(path.rule().source()).contains("3 points from 3 calls (0 by their last arriver)");
  }

  /** One rank's recording lacks a call: its ordinals tell nothing. */
  @Test
  void ranksThatDoNotMatchCountByThemselves() {
    PlayedCalls calls = new PlayedCalls();
    allReduces(calls, 0, group(0, 1), 4096, 65_536, 4096);
    allReduces(calls, 1, group(0, 1), 4096, 65_536);

    FittedPath path = calibrate(calls).fitted().get(0);

    assertThat(path.fit().points()).isEqualTo(5);
    assertThat(path.matched()).isZero();
  }

  @Test
  void aSendAndItsReceiveAreOneTransfer() {
    PlayedCalls calls = new PlayedCalls();
    for (long elements : new long[] {4096, 65_536, 524_288}) {
      double seconds = seconds(2 * elements);
      calls.call(0, pointToPoint(Collective.SEND, 2, elements), seconds + 1e-3);
      calls.call(2, pointToPoint(Collective.RECV, 0, elements), seconds);
    }

    Calibration calibration = calibrate(calls);

    assertThat(calibration.fitted())
        .extracting(path -> path.rule().collective().orElseThrow())
        .containsExactly(Collective.SEND, Collective.RECV);
    assertThat(calibration.fitted())
        .allSatisfy(
            path -> {
              assertThat(path.rule().alphaSeconds()).isCloseTo(ALPHA, within(ALPHA * 0.001));
              assertThat(path.rule().minRanks()).isEqualTo(2);
              assertThat(path.calls()).isEqualTo(3);
              assertThat(path.matched()).isEqualTo(3);
            });
  }

  @Test
  void aSenderWithoutItsReceiverCountsAsSeen() {
    PlayedCalls calls = new PlayedCalls();
    for (long elements : new long[] {4096, 65_536, 524_288}) {
      calls.call(2, pointToPoint(Collective.RECV, 0, elements), seconds(2 * elements));
      calls.call(2, pointToPoint(Collective.SEND, CallSignature.NO_PEER, elements), seconds(0));
    }

    assertThat(calibrate(calls).fitted())
        .extracting(path -> path.rule().collective().orElseThrow())
        .containsExactly(Collective.RECV);
    assertThat(calibrate(calls).fitted().get(0).matched()).isZero();
  }

  @Test
  void oneSizeDoesNotSuffice() {
    PlayedCalls calls = new PlayedCalls();
    allReduces(calls, 0, group(0, 1), 4096, 4096, 4096);

    Calibration calibration = calibrate(calls);

    assertThat(calibration.fabric()).isEmpty();
    assertThat(calibration.unfitted())
        .containsExactly(
            new Calibration.UnfittedPath(
                Transport.NCCL,
                Collective.ALL_REDUCE,
                Reach.NODE,
                2,
                3,
                "all of 8192 bytes: two sizes are needed to tell latency from bandwidth"));
  }

  @Test
  void twoPointsDoNotSuffice() {
    PlayedCalls calls = new PlayedCalls();
    allReduces(calls, 0, group(0, 1), 4096, 8192);

    assertThat(calibrate(calls).unfitted().get(0).reason())
        .isEqualTo("two points: any line fits them");
  }

  @Test
  void flatDurationsShowNoBandwidth() {
    PlayedCalls flat = new PlayedCalls();
    for (long elements : new long[] {4096, 65_536, 524_288}) {
      flat.call(0, signature(Collective.ALL_REDUCE, group(0, 1), elements), 1e-3);
    }
    PlayedCalls falling = new PlayedCalls();
    Random random = new Random(3);
    for (int i = 0; i < 300; i++) {
      long elements = 4096L << i % 3;
      double seconds = (1e-3 - elements * 1e-9) * (1 + 0.05 * random.nextGaussian());
      falling.call(0, signature(Collective.ALL_REDUCE, group(0, 1), elements), seconds);
    }

    assertThat(calibrate(flat).unfitted().get(0).reason()).isEqualTo("no cost a byte can be seen");
    FittedPath path = calibrate(falling).fitted().get(0);
    assertThat(path.fit().secondsPerByte()).isZero();
    assertThat(path.rule().bytesPerSecond() * path.fit().perByteInterval())
        .isCloseTo(1, within(0.001));
    assertThat(path.rule().source())
        .contains("no cost a byte seen, bandwidth is its interval's lower end");
  }

  @Test
  void everyCallIsSomewhere() {
    PlayedCalls calls = new PlayedCalls();
    allReduces(calls, 0, group(0, 1), 4096, 8192, 65_536);
    calls.call(0, signature(Collective.ALL_GATHER, group(0, 1), 64), 1e-5);
    calls.call(0, signature(Collective.BARRIER, group(0, 1), 1), 1e-5);
    calls.call(0, signature(Collective.ALL_REDUCE, group(0), 4096), 1e-5);
    calls.call(0, signature(Collective.ALL_REDUCE, Communicator.UNKNOWN, 4096), 1e-5);
    calls.call(0, signature(Collective.ALL_REDUCE, group(0, 1), -1), 1e-5);
    calls.call(0, signature(Collective.ALL_GATHER, group(0, 1), Long.MAX_VALUE), 1e-5);
    calls.call(0, of(Transport.NCCL, TimingQuality.ENQUEUE_ONLY, 0), 0);
    calls.call(0, of(Transport.NCCL, TimingQuality.DUMP_TIME, 0), 1);
    calls.call(0, of(Transport.UNKNOWN, TimingQuality.GPU_NS, 0), 1e-5);
    calls.call(
        0, of(Transport.FLASHINFER, TimingQuality.GPU_NS, CallFlag.FUSED_COMPUTE.bit()), 1e-5);

    Calibration calibration = calibrate(calls);

    assertThat(calibration.leftOut())
        .containsEntry("no_transfer", 3L)
        .containsEntry("group_unknown", 1L)
        .containsEntry("size_unknown", 2L)
        .containsEntry("no_duration", 2L)
        .containsEntry("fused_compute", 1L)
        .hasSize(5);
    assertThat(
            calibration.fitted().stream().mapToLong(FittedPath::calls).sum()
                + calibration.unfitted().stream().mapToLong(Calibration.UnfittedPath::calls).sum()
                + calibration.leftOut().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(calls.recording().calls());
  }

  private static CallSignature of(Transport transport, TimingQuality timing, int flags) {
    return new CallSignature(
        group(0, 1),
        Collective.ALL_REDUCE,
        DataType.BFLOAT16,
        4096,
        transport,
        timing,
        CallSignature.NO_PEER,
        flags);
  }

  @Test
  void clocksAreNotMixed() {
    PlayedCalls calls = new PlayedCalls();
    allReduces(calls, 0, group(0, 1), 4096, 8192, 65_536);
    calls.call(0, of(Transport.NCCL, TimingQuality.CPU_US, 0), 1);

    Calibration calibration = calibrate(calls);

    assertThat(calibration.fitted()).hasSize(1);
    assertThat(calibration.unfitted().get(0).reason())
        .isEqualTo("the GPU's clock timed others of this path; clocks are not mixed");
  }

  @Test
  void groupsOverHostsAreTheClusters() {
    PlayedCalls calls = new PlayedCalls().host(0, "a").host(1, "a").host(2, "b");
    allReduces(calls, 0, group(0, 1), 4096, 8192, 65_536);
    allReduces(calls, 1, group(0, 1), 4096, 8192, 65_536);
    allReduces(calls, 0, group(0, 2), 4096, 8192, 65_536);
    allReduces(calls, 2, group(0, 2), 4096, 8192, 65_536);

    Calibration calibration = calibrate(calls);

    assertThat(calibration.fitted())
        .extracting(path -> path.rule().reach())
        .containsExactly(Reach.NODE, Reach.CLUSTER);
    assertThat(calibration.fabric().orElseThrow().gpusPerNode()).isEqualTo(2);
    assertThat(calibration.fitted().get(0).rule().source()).doesNotContain("hosts not recorded");
  }

  @Test
  void aDeploymentTellsGroupsThatAreNotNamed() {
    PlayedCalls calls = new PlayedCalls();
    for (int rank = 0; rank < 4; rank++) {
      allReduces(calls, rank, Communicator.UNKNOWN, 4096, 8192, 65_536);
    }
    Deployment deployment =
        new Deployment(
            "d",
            new ModelShape("m", 4, 64, 128, 2),
            Engine.VLLM,
            new ParallelLayout(2, 2, 1),
            DataType.BFLOAT16,
            OptionalInt.empty(),
            "unknown");

    Calibration calibration =
        Calibration.of(calls.recording(), Optional.of(deployment), "mine", Optional.empty());

    assertThat(calibrate(calls).leftOut()).containsEntry("group_unknown", 12L);
    FittedPath path = calibration.fitted().get(0);
    assertThat(path.rule().minRanks()).isEqualTo(2);
    assertThat(path.fit().points()).as("two groups of two, three calls each").isEqualTo(6);
    assertThat(path.matched()).isEqualTo(12);
  }

  @Test
  void whatWasMeasuredHereBeatsWhatWasReadElsewhere() throws Exception {
    PlayedCalls calls = new PlayedCalls();
    allReduces(calls, 0, group(0, 1), 4096, 8192, 65_536);
    Fabric measured =
        Calibration.of(
                calls.recording(),
                Optional.empty(),
                "h100-nvlink",
                Optional.of(FabricFile.bundled().get("h100-nvlink")))
            .fabric()
            .orElseThrow();
    Path file = Files.writeString(folder.resolve("mine.yaml"), FabricFile.write(measured));

    Fabric found = FabricFile.find(file.toString());

    assertThat(found.rules()).isEqualTo(measured.rules());
    assertThat(found.gpusPerNode()).isEqualTo(8);
    assertThat(measured.multicast()).as("as the bundled one").isTrue();
    assertThat(confidence(found, Collective.ALL_REDUCE)).isEqualTo(Confidence.CALIBRATED);
    assertThat(confidence(found, Collective.ALL_GATHER)).isNotEqualTo(Confidence.CALIBRATED);
  }

  private static Confidence confidence(Fabric fabric, Collective collective) {
    return fabric
        .predict(new CostRule.Path(Transport.NCCL, collective, Reach.NODE, 2, 1 << 20))
        .orElseThrow()
        .confidence();
  }

  /** Real calls over gloo: 65 all-reduces of 1 MiB and 8255 of 8 KiB on two ranks. */
  @Test
  void calibratesARealRecording() throws Exception {
    Calibration calibration = calibrateSample("vllm_v0_llama8b_tp2");

    FittedPath path = calibration.fitted().get(0);
    assertThat(path.rule().transport()).isEqualTo(Transport.GLOO);
    assertThat(path.rule().collective()).contains(Collective.ALL_REDUCE);
    assertThat(path.calls()).isEqualTo(2 * (65 + 8255));
    assertThat(path.matched()).isEqualTo(path.calls());
    assertThat(path.rule().alphaSeconds() * 1e6).isBetween(200.0, 400.0);
    assertThat(path.rule().bytesPerSecond() * 1e-9).isBetween(0.2, 0.6);
    assertThat(calibration.unfitted())
        .extracting(Calibration.UnfittedPath::collective, Calibration.UnfittedPath::calls)
        .containsExactly(tuple(Collective.GATHER, 256L));
    assertThat(calibration.leftOut()).isEmpty();
  }

  /** Two stages of two: sends are matched with their receives, all-gathers by stage. */
  @Test
  void calibratesARealPipeline() throws Exception {
    Calibration calibration = calibrateSample("vllm_v0_llama8b_tp2pp2");

    assertThat(calibration.fitted())
        .extracting(
            path -> path.rule().collective().orElseThrow(),
            path -> path.rule().minRanks(),
            FittedPath::calls,
            FittedPath::matched)
        .containsExactly(
            tuple(Collective.ALL_REDUCE, 2, 16_640L, 16_640L),
            tuple(Collective.ALL_GATHER, 2, 512L, 512L),
            tuple(Collective.SEND, 2, 512L, 512L),
            tuple(Collective.RECV, 2, 512L, 512L));
  }

  private static Calibration calibrateSample(String name) throws Exception {
    Path sample =
        Path.of(System.getProperty("ringside.repository", ".."))
            .resolve("../shared/samples/recorded")
            .resolve(name);
    assumeTrue(Files.exists(sample), () -> "sample not here: " + sample);
    TraceRecording recording =
        RecordingFiles.recognise(List.of(sample), Optional.empty())
            .read(ReadProgress.SILENT)
            .recording();
    Deployment deployment = DeploymentFile.read(sample.resolve("deployment.yaml"));
    return Calibration.of(recording, Optional.of(deployment), "gloo-here", Optional.empty());
  }

  private static Calibration calibrate(PlayedCalls calls) {
    return Calibration.of(calls.recording(), Optional.empty(), "mine", Optional.empty());
  }

  private static void allReduces(
      PlayedCalls calls, int rank, Communicator communicator, long... elements) {
    for (long each : elements) {
      calls.call(rank, signature(Collective.ALL_REDUCE, communicator, each), seconds(2 * each));
    }
  }

  private static double seconds(double wireBytes) {
    return ALPHA + wireBytes / BETA;
  }
}
