package dev.ringside.describe.fabric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.fabric.Confidence;
import dev.ringside.core.fabric.CostRule;
import dev.ringside.core.fabric.Fabric;
import dev.ringside.core.fabric.Reach;
import dev.ringside.core.fabric.WireLaw;
import dev.ringside.describe.yaml.BadDescriptionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FabricFileTest {

  private static final String OWN =
      """
      own:
        gpus-per-node: 4
        multicast: true
        paths:
          - {transport: NCCL, collective: AllReduce, reach: node, ranks: 2-4, min-bytes: 1, max-bytes: 4096, alpha: 9.5, bandwidth: 250, wire: ring, confidence: measured, source: "here"}
          - {transport: custom-ar, reach: cluster, ranks: 8, alpha: 0, bandwidth: 0.5, wire: one-shot, confidence: prior, source: "there"}
      """;

  @TempDir Path folder;

  static Iterable<Fabric> bundled() {
    return FabricFile.bundled().values();
  }

  @Test
  void comesWithTheUsualLinks() {
    assertThat(FabricFile.bundled())
        .containsOnlyKeys(
            "h100-nvlink",
            "h100-mesh",
            "a100-nvlink",
            "pcie",
            "infiniband-ndr",
            "ethernet-100g",
            "ethernet-10g",
            "ethernet-1g",
            "gloo-cpu");
  }

  /** The figures that were published, at sizes at which they were. */
  @ParameterizedTest
  @CsvSource({
    "CUSTOM_AR, ALL_REDUCE, NODE, 2, 524288, 7, 10",
    "CUSTOM_AR, ALL_REDUCE, NODE, 4, 65536, 7, 10",
    "CUSTOM_AR, ALL_REDUCE, NODE, 4, 4194304, 42.0, 1",
    "SYMM_MEM, ALL_REDUCE, NODE, 8, 4194304, 27.9, 2",
    "SYMM_MEM, ALL_GATHER, NODE, 8, 2097152, 10.9, 1",
    "SYMM_MEM, ALL_GATHER, NODE, 8, 8388608, 27.4, 1",
    "NCCL, ALL_GATHER, NODE, 8, 2097152, 20.2, 1",
    "NCCL, ALL_GATHER, NODE, 8, 8388608, 43.4, 1",
    "NCCL, REDUCE_SCATTER, NODE, 8, 2097152, 18.6, 10",
    "NCCL, ALL_REDUCE, NODE, 4, 1048576, 23.0, 1",
    "NCCL, ALL_REDUCE, NODE, 8, 4194304, 51.2, 1",
    "NCCL, ALL_REDUCE, NODE, 8, 67108864, 310.7, 1",
    "NCCL, SEND, NODE, 2, 1024, 3.7, 10",
    "NCCL, ALL_REDUCE, CLUSTER, 16, 8192, 46.5, 1",
    "DEEPEP, ALL_TO_ALL, NODE, 8, 7585792, 77, 2",
    "DEEPEP, ALL_TO_ALL, NODE, 8, 14680064, 114, 2",
    "DEEPEP, ALL_TO_ALL, CLUSTER, 64, 14680064, 314, 2"
  })
  void h100PredictsWhatWasMeasured(
      Transport transport,
      Collective collective,
      Reach reach,
      int ranks,
      long bytes,
      double micros,
      double percent) {
    Fabric h100 = FabricFile.bundled().get("h100-nvlink");

    double seconds =
        h100.predict(new CostRule.Path(transport, collective, reach, ranks, bytes))
            .orElseThrow()
            .seconds();

    assertThat(seconds * 1e6).isCloseTo(micros, within(micros * percent / 100));
  }

  @ParameterizedTest
  @MethodSource("bundled")
  void everyFigureSaysWhereItIsFrom(Fabric fabric) {
    assertThat(fabric.rules())
        .allSatisfy(
            rule -> {
              assertThat(rule.source()).isNotBlank();
              assertThat(rule.confidence()).isNotEqualTo(Confidence.CALIBRATED);
            });
  }

  /** More bytes never take less time, whatever lines a call of that size falls under. */
  @ParameterizedTest
  @MethodSource("bundled")
  void timeGrowsWithTheMessage(Fabric fabric) {
    for (Transport transport :
        fabric.rules().stream().map(CostRule::transport).collect(Collectors.toSet())) {
      for (Collective collective : Collective.values()) {
        for (Reach reach : Reach.values()) {
          for (int ranks : new int[] {2, 3, 4, 5, 6, 7, 8, 9, 16, 17, 32, 33, 1024}) {
            requireGrowing(fabric, transport, collective, reach, ranks);
          }
        }
      }
    }
  }

  private static void requireGrowing(
      Fabric fabric, Transport transport, Collective collective, Reach reach, int ranks) {
    double last = 0;
    for (long bytes = 1; bytes < 1L << 32; bytes *= 2) {
      for (long near = bytes - 1; near <= bytes; near++) {
        CostRule.Path path = new CostRule.Path(transport, collective, reach, ranks, near);
        Optional<Fabric.Prediction> now = fabric.predict(path);
        double seconds = now.map(Fabric.Prediction::seconds).orElse(last);
        assertThat(seconds).as("%s on %s", path, fabric.name()).isGreaterThanOrEqualTo(last);
        last = seconds;
      }
    }
  }

  /** A deployment's own collectives cost something on every fabric of GPUs. */
  @ParameterizedTest
  @MethodSource("bundled")
  void noFabricIsSilentOnNccl(Fabric fabric) {
    Reach reach = fabric.gpusPerNode() > 1 ? Reach.NODE : Reach.CLUSTER;
    for (Collective collective :
        List.of(
            Collective.ALL_REDUCE,
            Collective.ALL_GATHER,
            Collective.REDUCE_SCATTER,
            Collective.BROADCAST,
            Collective.GATHER,
            Collective.SEND,
            Collective.RECV)) {
      assertThat(fabric.predict(new CostRule.Path(Transport.NCCL, collective, reach, 2, 1 << 20)))
          .as("%s on %s", collective, fabric.name())
          .isPresent();
    }
  }

  @ParameterizedTest
  @MethodSource("bundled")
  void whatIsWrittenReadsBackToTheLastDigit(Fabric fabric) throws Exception {
    assertThat(FabricFile.read(write(FabricFile.write(fabric))))
        .containsExactly(Map.entry(fabric.name(), fabric));
  }

  @Test
  void oddNumbersAndWordsReadBack() throws Exception {
    Fabric odd =
        new Fabric(
            "my: \"own\" #1",
            3,
            false,
            List.of(
                new CostRule(
                    Transport.NCCL_SYMMETRIC,
                    Optional.empty(),
                    Reach.CLUSTER,
                    2,
                    2,
                    7,
                    Long.MAX_VALUE,
                    WireLaw.MULTICAST,
                    1.0 / 3 * 1e-7,
                    Math.PI * 1e12,
                    Confidence.CALIBRATED,
                    "said \"so\"; C:\\temp\n# two lines: yes")));

    assertThat(FabricFile.read(write(FabricFile.write(odd))))
        .containsExactly(Map.entry(odd.name(), odd));
  }

  @Test
  void readsAFileOfOnesOwn() throws Exception {
    Fabric own = FabricFile.find(write(OWN).toString());

    assertThat(own.name()).isEqualTo("own");
    assertThat(own.gpusPerNode()).isEqualTo(4);
    assertThat(own.multicast()).isTrue();
    assertThat(own.beneath()).isEmpty();
    assertThat(own.rules())
        .containsExactly(
            new CostRule(
                Transport.NCCL,
                Optional.of(Collective.ALL_REDUCE),
                Reach.NODE,
                2,
                4,
                1,
                4096,
                WireLaw.RING,
                9.5e-6,
                250e9,
                Confidence.MEASURED,
                "here"),
            new CostRule(
                Transport.CUSTOM_AR,
                Optional.empty(),
                Reach.CLUSTER,
                8,
                8,
                0,
                Long.MAX_VALUE,
                WireLaw.ONE_SHOT,
                0,
                0.5e9,
                Confidence.PRIOR,
                "there"));
  }

  @Test
  void ownLinesLieOverTheBundledOnesOfTheSameName() throws Exception {
    Path file =
        write(
            OWN.replace("own:", "h100-mesh:")
                .replace("  gpus-per-node: 4\n  multicast: true\n", ""));
    Fabric fabric = FabricFile.find(file.toString());

    assertThat(fabric.gpusPerNode()).as("as the bundled one").isEqualTo(4);
    assertThat(fabric.multicast()).as("as the bundled one").isFalse();
    assertThat(rule(fabric, 4096).source()).isEqualTo("here");
    assertThat(rule(fabric, 4097)).isEqualTo(rule(FabricFile.bundled().get("h100-mesh"), 4097));
  }

  private static CostRule rule(Fabric fabric, long bytes) {
    return fabric
        .ruleFor(new CostRule.Path(Transport.NCCL, Collective.ALL_REDUCE, Reach.NODE, 2, bytes))
        .orElseThrow();
  }

  @Test
  void findsBundledOnesByName() throws Exception {
    assertThat(FabricFile.find("pcie")).isEqualTo(FabricFile.bundled().get("pcie"));
    for (String wanted : List.of("warp", "nul\0", folder.toString())) {
      assertThatThrownBy(() -> FabricFile.find(wanted))
          .isInstanceOf(BadDescriptionException.class)
          .hasMessage(
              "fabric \""
                  + wanted
                  + "\": neither a file nor one of h100-nvlink, h100-mesh,"
                  + " a100-nvlink, pcie, infiniband-ndr, ethernet-100g, ethernet-10g, ethernet-1g,"
                  + " gloo-cpu");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "transport: NCCL | transport: smoke | :5: \"transport\" is \"smoke\"; known are nccl,"
            + " nccl-symmetric,",
        "transport: NCCL | transport: unknown | :5: \"transport\" is \"unknown\"; known are nccl",
        "transport: NCCL, | '' | :5: \"transport\" is missing",
        "collective: AllReduce | collective: Sum | :5: \"collective\" is \"Sum\"; known are"
            + " AllReduce, AllGather,",
        "reach: node | reach: room | :5: \"reach\" is \"room\"; known are node, cluster",
        "ranks: 2-4 | ranks: few | :5: \"ranks\" is \"few\", expected a number or a range such as"
            + " 2-8",
        "ranks: 2-4 | ranks: 4-2 | :5: cost of NCCL: ranks 4 to 2",
        "ranks: 2-4 | ranks: 99999999999 | :5: \"ranks\" is \"99999999999\", expected a number or",
        "min-bytes: 1 | min-bytes: much | :5: \"min-bytes\" is \"much\", expected a whole number of"
            + " bytes",
        "min-bytes: 1 | min-bytes: -1 | :5: \"min-bytes\" is \"-1\", expected a whole number of"
            + " bytes",
        "max-bytes: 4096 | max-bytes: 0 | :5: cost of NCCL: ranks 2 to 4, message 1 to 0 bytes",
        "max-bytes: 4096 | max-byte: 4096 | :5: unknown key \"max-byte\"; known are alpha,"
            + " bandwidth, collective,",
        "alpha: 9.5 | alpha: soon | :5: \"alpha\" is \"soon\", expected a number",
        "alpha: 9.5 | alpha: .nan | :5: \"alpha\" is \".nan\", expected a number",
        "alpha: 9.5 | alpha: -1 | :5: cost of NCCL: alpha",
        "alpha: 9.5 | alpha: 1e999 | :5: cost of NCCL: alpha",
        "alpha: 9.5, | '' | :5: \"alpha\" is missing",
        "bandwidth: 250 | bandwidth: 0 | :5: cost of NCCL: alpha",
        "bandwidth: 250 | bandwidth: .inf | :5: \"bandwidth\" is \".inf\", expected a number",
        "wire: ring | wire: star | :5: \"wire\" is \"star\"; known are ring, one-shot, multicast",
        "confidence: prior | confidence: full | :6: \"confidence\" is \"full\"; known are"
            + " calibrated, measured, prior, estimate",
        "source: \"there\" | source: '' | :6: \"source\" needs one value",
        "gpus-per-node: 4 | gpus-per-node: 0 | :2: \"gpus-per-node\" is \"0\", expected a whole"
            + " number from 1",
        "gpus-per-node: 4 | gpus-per-node: few | :2: \"gpus-per-node\" is \"few\", expected",
        "gpus-per-node: 4 | gpu-per-node: 4 | :2: unknown key \"gpu-per-node\"; known are"
            + " gpus-per-node, multicast, paths",
        "multicast: true | multicast: maybe | :3: \"multicast\" is \"maybe\", expected true or"
            + " false",
        "multicast: true | gpus-per-node: 4 | :3: duplicate key \"gpus-per-node\"",
        "source: \"there\"} | source: \"there\" | not valid YAML: "
      })
  void everyMistakeIsOneLine(String from, String to, String message) throws IOException {
    assertThat(OWN).contains(from);
    assertRefused(OWN.replace(from, to), message);
  }

  @Test
  void aFileWithoutFabricsSaysSo() throws IOException {
    for (String text : List.of("", "# nothing\n", "[]", "words")) {
      assertRefused(text, ": expected \"key: value\" lines");
    }
    assertRefused("{}", ":1: no fabric in it; expected \"name:\" and its paths");
    assertRefused("own: {paths: []}", ":1: fabric \"own\" has no paths");
    assertRefused("own: {paths: 3}", ":1: \"paths\" must be a list");
    assertRefused("own: {paths: [words]}", ":1: \"paths\" must be a list of \"key: value\" groups");
    assertRefused("own: 3", ":1: \"own\" needs keys of its own");
    Path gone = folder.resolve("gone.yaml");
    assertThatThrownBy(() -> FabricFile.read(gone)).hasMessage(gone + ": no such file");
  }

  private void assertRefused(String text, String message) throws IOException {
    Path file = write(text);
    assertThatThrownBy(() -> FabricFile.find(file.toString()))
        .isInstanceOf(BadDescriptionException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n");
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("fabric.yaml"), text);
  }
}
