package dev.ringside.exporter.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.bound.Bound;
import dev.ringside.core.report.WindowReport;
import dev.ringside.exporter.replica.ReplicaId;
import dev.ringside.exporter.series.Reports;
import dev.ringside.schemas.topic.ReportKey;
import java.nio.ByteBuffer;
import java.time.Clock;
import org.junit.jupiter.api.Test;

/** What a table keeps is bounded, whatever names come: the longest silent goes first. */
class ExporterBoundsTest {

  private static final long DAY_MS = Bound.SILENT_SECONDS.most() * 1_000;

  private final SeriesTable table = new SeriesTable(100, Clock.systemUTC());

  @Test
  void theReplicaBeyondTheBoundPushesTheLongestSilentOut() {
    int most = (int) Bound.EXPORTED_REPLICAS.most();
    WindowReport small = new Reports("first", 0).withSeries(1);
    table.accept(small, 1);
    for (int replica = 1; replica < most; replica++) {
      table.accept(new Reports("many", replica).withSeries(1), 2);
    }
    table.accept(small, 3);
    assertThat(table.size()).isEqualTo(most);
    assertThat(table.forgotten()).isZero();

    table.accept(new Reports("one-more", 0).withSeries(1), 4);

    assertThat(table.size()).isEqualTo(most);
    assertThat(table.forgotten()).isEqualTo(1);
    table.forget(new ReplicaId("first", 0));
    assertThat(table.size()).as("heard of again, so it was kept").isEqualTo(most - 1);
    table.forget(new ReplicaId("many", 1));
    assertThat(table.size()).as("the longest silent had gone").isEqualTo(most - 1);
  }

  @Test
  void seriesBeyondTheBoundPushTheLongestSilentOut() {
    int each = 1_000;
    int fit = (int) Bound.EXPORTED_SERIES.most() / each;
    for (int replica = 0; replica < fit; replica++) {
      table.accept(new Reports("many", replica).withSeries(each), replica);
    }
    assertThat(table.forgotten()).isZero();

    table.accept(new Reports("one-more", 0).withSeries(1), fit);

    assertThat(table.forgotten()).isEqualTo(1);
    assertThat(table.size()).isEqualTo(fit);
  }

  @Test
  void aReplicaThatIsSilentForADayIsForgotten() {
    table.accept(new Reports("gone", 0).withSeries(1), 1_000);
    table.accept(new Reports("live", 0).withSeries(1), 1_000 + DAY_MS);
    assertThat(table.size()).isEqualTo(2);

    table.accept(new Reports("live", 0).withSeries(1), 1_001 + DAY_MS);

    assertThat(table.size()).isEqualTo(1);
    assertThat(table.forgotten()).isEqualTo(1);
  }

  /**
   * The job deletes the windows of a replica that it forgets; of its runs only reports are left.
   */
  @Test
  void aDeletedReplicaIsForgottenEvenIfItsWindowWasNeverSeen() {
    WindowReport run = new Reports("a/b%", 3).run("x", 1);
    ByteBuffer key = ByteBuffer.wrap(ReportKey.of(run));
    table.accept(key, run, 1);
    table.delete(key);
    assertThat(table.size()).isEqualTo(1);

    table.delete(ByteBuffer.wrap(ReportKey.ofWindow("a/b%", 3)));

    assertThat(table.size()).isZero();
  }
}
