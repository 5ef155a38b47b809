package dev.ringside.core.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RejectReasonTest {

  /** Dashboards and stored reports have these words: none may change. */
  @Test
  void theLabelsAreTheWordsOfReportsAndMetrics() {
    assertThat(Arrays.stream(RejectReason.values()).map(RejectReason::label))
        .containsExactly(
            "ts_missing",
            "ts_invalid",
            "dur_missing",
            "dur_invalid",
            "dur_negative",
            "time_out_of_range",
            "not_an_object",
            "line_invalid",
            "no_owner",
            "head_missing",
            "fields_missing",
            "out_of_order",
            "rank_out_of_range",
            "window_full",
            "too_many_windows",
            "internal_error");
  }
}
