package dev.ringside.core.books;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.collective.Sight;
import dev.ringside.core.progress.Place;
import dev.ringside.core.report.Culprit;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.FindingKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class CarrierWatchTest {

  private final CarrierWatch watch = new CarrierWatch(CarrierWatch.State.NONE);

  @Test
  void aChangeKeepsTheTimeAtWhichItBeganOverWindows() {
    Finding first = watch.dated(List.of(changed(0, "nccl", "1970-01-01T00:00:05Z", 5))).get(0);
    Finding later = watch.dated(List.of(changed(0, "nccl", "1970-01-01T00:00:15Z", 15))).get(0);

    assertThat(first.cause().sinceNs()).hasValue(5_000_000_000L);
    assertThat(later.cause().sinceNs()).hasValue(5_000_000_000L);
    assertThat(later.text()).contains("since 1970-01-01T00:00:05Z").doesNotContain("00:15");
    assertThat(later.evidence()).containsEntry("since_ns", "5000000000");
  }

  @Test
  void aWindowWithoutItEndsIt() {
    watch.dated(List.of(changed(0, "nccl", "1970-01-01T00:00:05Z", 5)));
    watch.dated(List.of());

    Finding anew = watch.dated(List.of(changed(0, "nccl", "1970-01-01T00:00:35Z", 35))).get(0);

    assertThat(anew.cause().sinceNs()).hasValue(35_000_000_000L);
  }

  @Test
  void eachStageAndLibraryHasATimeOfItsOwnAndARestartKeepsThem() {
    watch.dated(List.of(changed(0, "nccl", "1970-01-01T00:00:05Z", 5)));
    CarrierWatch restarted = new CarrierWatch(watch.state());

    List<Finding> both =
        restarted.dated(
            List.of(
                changed(0, "nccl", "1970-01-01T00:00:15Z", 15),
                changed(1, "nccl", "1970-01-01T00:00:16Z", 16)));

    assertThat(both)
        .extracting(finding -> finding.cause().sinceNs().orElseThrow())
        .containsExactly(5_000_000_000L, 16_000_000_000L);
    assertThat(restarted.state().since()).hasSize(2);
  }

  @Test
  void itsHostsAreTheCulprits() {
    watch.see(8, place("node-b"));
    watch.see(9, place("node-b"));

    Finding finding = watch.placed(List.of(changed(0, "nccl", "x", 5))).get(0);

    assertThat(finding.cause().culprit()).isEqualTo(Culprit.of(Culprit.Type.HOST, "node-b"));
    assertThat(finding.evidence()).containsEntry("hosts", "node-b");
  }

  @Test
  void otherFindingsPassAndWhatRecordedIsForgottenWithTheRun() {
    Finding other = FindingKind.SOURCE_REMARK.saying("remark");
    watch.see(0, place("a"));

    assertThat(watch.dated(List.of(other))).containsExactly(other);
    assertThat(watch.placed(List.of(other))).containsExactly(other);
    assertThat(watch.sights()).containsExactly(Sight.INSPECTOR);
    watch.begin();
    assertThat(watch.sights()).isEmpty();
  }

  private static Place place(String host) {
    return new Place(host, 0, "", Sight.INSPECTOR);
  }

  private static Finding changed(int stage, String carrier, String since, long seconds) {
    return FindingKind.CARRIER_CHANGED
        .saying(3, stage, "node 1", "NCCL", since, "custom kernels")
        .ofRanks(List.of(8, 9))
        .since(seconds * 1_000_000_000L)
        .with("stage", stage)
        .with("carrier", carrier)
        .with("since", since)
        .with("since_ns", seconds * 1_000_000_000L);
  }
}
