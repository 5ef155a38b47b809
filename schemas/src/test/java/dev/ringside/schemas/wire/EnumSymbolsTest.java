package dev.ringside.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.account.Phase;
import dev.ringside.core.account.PhaseSource;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.schemas.MalformedRecordException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EnumSymbolsTest {

  private enum Fruit {
    UNKNOWN,
    PEAR,
    APPLE,
    QUINCE
  }

  private final EnumSymbols<Fruit> symbols =
      new EnumSymbols<>(List.of("UNKNOWN", "APPLE", "PLUM", "PEAR"), Fruit.class, Fruit.UNKNOWN);

  @Test
  void constantsAndSymbolsMeetByName() throws MalformedRecordException {
    assertThat(roundTrip(Fruit.PEAR)).isEqualTo(Fruit.PEAR);
    assertThat(roundTrip(Fruit.APPLE)).isEqualTo(Fruit.APPLE);
  }

  @Test
  void whatTheOtherSideLacksIsUnknown() throws MalformedRecordException {
    assertThat(roundTrip(Fruit.QUINCE)).isEqualTo(Fruit.UNKNOWN);
    assertThat(symbols.read(new WireReader(new byte[] {2 * 2}, 0, 1))).isEqualTo(Fruit.UNKNOWN);
  }

  private Fruit roundTrip(Fruit fruit) throws MalformedRecordException {
    WireWriter out = new WireWriter(8);
    symbols.write(out, fruit);
    return symbols.read(new WireReader(out.toByteArray(), 0, out.size()));
  }

  static Stream<Arguments> vocabulary() {
    return Stream.of(
        Arguments.of("CallBatch", "Collective", Collective.values()),
        Arguments.of("CallBatch", "DataType", DataType.values()),
        Arguments.of("CallBatch", "Transport", Transport.values()),
        Arguments.of("CallBatch", "TimingQuality", TimingQuality.values()),
        Arguments.of("WindowReport", "Collective", Collective.values()),
        Arguments.of("WindowReport", "DataType", DataType.values()),
        Arguments.of("WindowReport", "Transport", Transport.values()),
        Arguments.of("WindowReport", "Parallelism", Parallelism.values()),
        Arguments.of("WindowReport", "Phase", Phase.values()),
        Arguments.of("WindowReport", "PhaseSource", PhaseSource.values()),
        Arguments.of("WindowReport", "Severity", Finding.Severity.values()),
        Arguments.of("WindowReport", "Scope", WindowReport.Scope.values()),
        Arguments.of("WindowReport", "Verdict", Verdict.values()),
        Arguments.of("Deployment", "DataType", DataType.values()));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("vocabulary")
  void everyWordOfCoreHasASymbol(String record, String type, Enum<?>[] words) {
    assertThat(NamedTypes.in(AvroOracle.current(record)).get(type).getEnumSymbols())
        .as("a new word of core needs a new version of %s", record)
        .containsAll(Arrays.stream(words).map(Enum::name).toList());
  }
}
