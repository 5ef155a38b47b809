package dev.ringside.bench.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.bench.report.LiveReport;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LiveResultTest {

  private final LiveResult result =
      new LiveResult(
          1_000,
          60,
          10,
          IntStream.rangeClosed(1, 200).mapToObj(i -> (201 - i) / 20.0).toList(),
          "2 cores (test)");

  @Test
  void aQuantileIsTheValueOfItsRank() {
    assertThat(result.quantile(0.5)).isEqualTo(5.0);
    assertThat(result.quantile(0.99)).isEqualTo(9.9);
    assertThat(result.quantile(1)).isEqualTo(10.0);
    assertThat(new LiveResult(1, 1, 10, List.of(3.0), "").quantile(0)).isEqualTo(3.0);
  }

  @Test
  void theReportSaysHowFarBeyondTheWindowItIs() {
    assertThat(LiveReport.table(result)).contains("p99 9.90 s (window -0.10 s)", "most 10.00 s");
    assertThat(LiveReport.json(result)).contains("\"ringside.bench.live/1\"", "\"p99\" : 9.9");
  }
}
