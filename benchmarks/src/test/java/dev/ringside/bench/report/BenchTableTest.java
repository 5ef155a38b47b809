package dev.ringside.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.bench.run.BenchPath;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class BenchTableTest {

  @Test
  void showsMedianSpreadRatiosAndWhatACallCosts() {
    assertThat(BenchTable.render(Results.of(EnumSet.allOf(BenchPath.class))).lines())
        .anySatisfy(line -> assertThat(line).isEqualTo("2 cores (test)"))
        .anySatisfy(
            line -> assertThat(line).matches("raw_p1 +1,000,000 +500,000 +2,000,000 .*thread"))
        .anySatisfy(line -> assertThat(line).matches("job / raw limit, parallelism 2 +0\\.50"))
        .anySatisfy(line -> assertThat(line).matches(".*1 ns: 4\\.50 B .* 23\\.0 bits, 2\\.88 B"))
        .anySatisfy(line -> assertThat(line).contains("100 ns and 2.00 B allocated a call"));
  }

  @Test
  void leavesOutWhatWasNotMeasured() {
    assertThat(BenchTable.render(Results.of(EnumSet.of(BenchPath.JOB_P1))))
        .contains("job_p1")
        .doesNotContain("raw_p1", "kafka_streams", "job / raw limit");
  }
}
