package dev.ringside.exporter.collect;

import dev.ringside.exporter.budget.SeriesTable;
import dev.ringside.exporter.budget.Snapshot;
import dev.ringside.exporter.topic.ReadCounts;
import dev.ringside.exporter.web.WebTraffic;
import io.prometheus.client.Collector;
import java.util.ArrayList;
import java.util.List;

/** Everything one scrape says, from one snapshot of the table. */
public final class ReportCollector extends Collector {

  private final SeriesTable table;
  private final ReadCounts counts;
  private final WebTraffic traffic;

  public ReportCollector(SeriesTable table, ReadCounts counts, WebTraffic traffic) {
    this.table = table;
    this.counts = counts;
    this.traffic = traffic;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    Snapshot snapshot = table.snapshot();
    List<MetricFamilySamples> families = new ArrayList<>();
    families.addAll(
        CollectiveMetrics.ALL.collect(CollectiveMetrics.Labelled.of(snapshot.replicas())));
    families.addAll(ReplicaMetrics.ALL.collect(snapshot.replicas()));
    families.addAll(
        ExporterMetrics.ALL.collect(
            List.of(new ExporterMetrics.Moment(table, snapshot, counts, traffic))));
    return families;
  }
}
