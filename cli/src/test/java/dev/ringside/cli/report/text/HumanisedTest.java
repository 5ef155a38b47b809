package dev.ringside.cli.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HumanisedTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1023, 1023 B",
    "1024, 1 KiB",
    "8192, 8 KiB",
    "256512, 251 KiB",
    "1048575, 1.00 MiB",
    "1048576, 1 MiB",
    "1572864, 1.50 MiB",
    "67616768, 64.5 MiB",
    "9223372036854775807, 8192 PiB",
    "-1, -"
  })
  void sizesGrowBy1024(long bytes, String shown) {
    assertThat(Humanised.size(bytes)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 ns",
    "950, 950 ns",
    "999.7, 1.00 us",
    "12345, 12.3 us",
    "3580000, 3.58 ms",
    "2e10, 20 s"
  })
  void timesGrowBy1000(double nanoseconds, String shown) {
    assertThat(Humanised.time(nanoseconds)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({"0, -", "36600000, 36.6 MB/s", "1e9, 1 GB/s", "4.501e11, 450 GB/s"})
  void ratesGrowBy1000(double bytesPerSecond, String shown) {
    assertThat(Humanised.rate(bytesPerSecond)).isEqualTo(shown);
  }

  @Test
  void countsAreGrouped() {
    assertThat(Humanised.count(8255)).isEqualTo("8,255");
    assertThat(Humanised.count(-1)).isEqualTo("-");
  }
}
