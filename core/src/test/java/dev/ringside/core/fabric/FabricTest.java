package dev.ringside.core.fabric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Transport;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FabricTest {

  private static final long MAX = Long.MAX_VALUE;
  private static final CostRule ANY = rule("any", null, 2, 64, 0, MAX);
  private static final CostRule ANY_OF_8 = rule("any of 8", null, 8, 8, 0, 1024);
  private static final CostRule REDUCE = rule("reduce", Collective.ALL_REDUCE, 2, 64, 0, MAX);
  private static final CostRule REDUCE_8 = rule("reduce of 8", Collective.ALL_REDUCE, 8, 8, 0, MAX);
  private static final CostRule REDUCE_8_SMALL =
      rule("small reduce of 8", Collective.ALL_REDUCE, 8, 8, 0, 1023);
  private static final Fabric ALL = fabric("all", ANY, ANY_OF_8, REDUCE, REDUCE_8, REDUCE_8_SMALL);

  /** A named collective first, then fewer group sizes, then a bounded range of sizes. */
  @ParameterizedTest
  @CsvSource({
    "ALL_REDUCE, 8, 1023, small reduce of 8",
    "ALL_REDUCE, 8, 1024, reduce of 8",
    "ALL_REDUCE, 4, 16, reduce",
    "SEND, 8, 1024, any of 8",
    "SEND, 8, 1025, any",
    "SEND, 2, 16, any"
  })
  void theNarrowestRuleHolds(Collective collective, int ranks, long bytes, String expected) {
    assertThat(ALL.ruleFor(path(collective, ranks, bytes)))
        .map(CostRule::source)
        .contains(expected);
  }

  @Test
  void ofEqualsTheFirst() {
    CostRule other = rule("other", Collective.ALL_REDUCE, 8, 8, 0, MAX);
    assertThat(fabric("f", REDUCE_8, other).ruleFor(path(Collective.ALL_REDUCE, 8, 1)))
        .contains(REDUCE_8);
    assertThat(fabric("f", other, REDUCE_8).ruleFor(path(Collective.ALL_REDUCE, 8, 1)))
        .contains(other);
  }

  @ParameterizedTest
  @CsvSource({
    "NCCL, NODE, 1, false",
    "NCCL, NODE, 65, false",
    "NCCL, CLUSTER, 8, false",
    "GLOO, NODE, 8, false",
    "NCCL, NODE, 8, true"
  })
  void whatNoRuleCoversIsNotKnown(Transport transport, Reach reach, int ranks, boolean known) {
    CostRule.Path path = new CostRule.Path(transport, Collective.ALL_REDUCE, reach, ranks, 64);
    assertThat(ALL.ruleFor(path).isPresent()).isEqualTo(known);
    assertThat(ALL.predict(path).isPresent()).isEqualTo(known);
  }

  /** However narrow what was read elsewhere is. */
  @Test
  void whatWasMeasuredHereComesFirst() {
    CostRule measured = rule("measured", null, 2, 64, 512, MAX);
    Fabric merged = new Fabric("here", 8, true, List.of(measured), Optional.of(ALL));
    assertThat(merged.name()).isEqualTo("here");
    assertThat(merged.gpusPerNode()).isEqualTo(ALL.gpusPerNode());
    assertThat(merged.ruleFor(path(Collective.ALL_REDUCE, 8, 512))).contains(measured);
    assertThat(merged.ruleFor(path(Collective.ALL_REDUCE, 8, 511))).contains(REDUCE_8_SMALL);
  }

  /** 10 µs + 2·7/8·1 MB / 100 GB/s. */
  @Test
  void predictsByTheRulesLaw() {
    Fabric.Prediction prediction =
        ALL.predict(path(Collective.ALL_REDUCE, 8, 1_000_000)).orElseThrow();
    assertThat(prediction.seconds()).isCloseTo(10e-6 + 17.5e-6, within(1e-12));
    assertThat(prediction.confidence()).isEqualTo(Confidence.MEASURED);
    assertThat(prediction.source()).isEqualTo("reduce of 8");
  }

  @Test
  void predictionsGrowWithTheMessage() {
    for (WireLaw law : WireLaw.values()) {
      CostRule rule = law(law);
      double before = rule.seconds(Collective.ALL_REDUCE, 0, 8);
      assertThat(before).isEqualTo(rule.alphaSeconds());
      for (long bytes = 1; bytes < 1L << 40; bytes *= 3) {
        double seconds = rule.seconds(Collective.ALL_REDUCE, bytes, 8);
        assertThat(seconds).isGreaterThan(before);
        before = seconds;
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "RING, ALL_REDUCE, 4, 1500",
    "RING, ALL_GATHER, 4, 750",
    "RING, SEND, 2, 1000",
    "ONE_SHOT, ALL_REDUCE, 4, 3000",
    "MULTICAST, ALL_REDUCE, 4, 1250"
  })
  void bytesByAlgorithm(WireLaw law, Collective collective, int ranks, double expected) {
    assertThat(law.bytes(collective, 1000, ranks)).isEqualTo(expected);
  }

  @Test
  void aNodeHoldsAGpuAtLeast() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Fabric("empty", 0, false, List.of()))
        .withMessage("fabric empty: 0 GPUs per node");
  }

  @ParameterizedTest
  @CsvSource({
    "-1e-6, 1e9, 2, 8, 0, 1, alpha",
    "NaN, 1e9, 2, 8, 0, 1, alpha",
    "Infinity, 1e9, 2, 8, 0, 1, alpha",
    "1e-6, 0, 2, 8, 0, 1, bytes/s",
    "1e-6, -5, 2, 8, 0, 1, bytes/s",
    "1e-6, NaN, 2, 8, 0, 1, bytes/s",
    "1e-6, 1e9, 0, 8, 0, 1, ranks 0 to 8",
    "1e-6, 1e9, 8, 2, 0, 1, ranks 8 to 2",
    "1e-6, 1e9, 2, 8, -1, 1, message -1 to 1",
    "1e-6, 1e9, 2, 8, 5, 4, message 5 to 4"
  })
  void impossibleCostsAreRefused(
      double alpha,
      double bytesPerSecond,
      int minRanks,
      int maxRanks,
      long minBytes,
      long maxBytes,
      String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new CostRule(
                    Transport.NCCL,
                    Optional.empty(),
                    Reach.NODE,
                    minRanks,
                    maxRanks,
                    minBytes,
                    maxBytes,
                    WireLaw.RING,
                    alpha,
                    bytesPerSecond,
                    Confidence.ESTIMATE,
                    "test"))
        .withMessageContaining("cost of NCCL")
        .withMessageContaining(message);
  }

  private static Fabric fabric(String name, CostRule... rules) {
    return new Fabric(name, 8, true, List.of(rules));
  }

  private static CostRule.Path path(Collective collective, int ranks, long bytes) {
    return new CostRule.Path(Transport.NCCL, collective, Reach.NODE, ranks, bytes);
  }

  private static CostRule rule(
      String source,
      Collective collective,
      int minRanks,
      int maxRanks,
      long minBytes,
      long maxBytes) {
    return new CostRule(
        Transport.NCCL,
        Optional.ofNullable(collective),
        Reach.NODE,
        minRanks,
        maxRanks,
        minBytes,
        maxBytes,
        WireLaw.RING,
        10e-6,
        100e9,
        Confidence.MEASURED,
        source);
  }

  private static CostRule law(WireLaw law) {
    return new CostRule(
        Transport.NCCL,
        Optional.empty(),
        Reach.NODE,
        2,
        8,
        0,
        MAX,
        law,
        6e-6,
        400e9,
        Confidence.MEASURED,
        "test");
  }
}
