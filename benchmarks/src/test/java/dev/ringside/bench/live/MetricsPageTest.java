package dev.ringside.bench.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricsPageTest {

  @Test
  void callsOfADeploymentAreSummedOverItsSeries() {
    String page =
        """
        # HELP ringside_collective_calls_total Calls seen, all ranks.
        # TYPE ringside_collective_calls_total counter
        ringside_collective_calls_total{cluster="c",deployment="a",collective="all_reduce",} 1.2345678E7
        ringside_collective_calls_total{cluster="c",deployment="a",collective="gather",} 2.0
        ringside_collective_calls_total{cluster="c",deployment="b",collective="gather",} 5.0
        ringside_collective_expected_calls_total{cluster="c",deployment="b",} 7.0
        """;
    assertThat(MetricsPage.callsIn(page))
        .containsOnlyKeys("a", "b")
        .containsEntry("a", 12_345_680L)
        .containsEntry("b", 5L);
  }
}
