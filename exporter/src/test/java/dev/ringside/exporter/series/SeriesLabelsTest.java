package dev.ringside.exporter.series;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.account.Phase;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.series.SeriesKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeriesLabelsTest {

  @ParameterizedTest
  @CsvSource({
    "0, 1B",
    "1, 1B",
    "2, 2B",
    "1024, 1KiB",
    "1025, 2KiB",
    "8192, 8KiB",
    "1048576, 1MiB",
    "1073741825, 2GiB",
    "9223372036854775807, 8EiB",
    "-1, ''"
  })
  void aClassIsNamedByItsUpperBound(long bytes, String label) {
    assertThat(SeriesLabels.sizeClassLabel(SeriesKey.sizeClassOf(bytes))).isEqualTo(label);
  }

  @Test
  void whatIsUnknownHasNoLabel() {
    SeriesKey key =
        new SeriesKey(
            Parallelism.UNKNOWN, -1, Phase.UNKNOWN, Collective.BROADCAST, DataType.UNKNOWN, -1);

    assertThat(SeriesLabels.of(key)).isEqualTo(new SeriesLabels("", "", "", "Broadcast", "", ""));
  }
}
