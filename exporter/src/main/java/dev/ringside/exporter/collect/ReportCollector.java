package dev.ringside.exporter.collect;

import dev.ringside.exporter.series.ReadTally;
import dev.ringside.exporter.series.ReplicaView;
import dev.ringside.exporter.series.SeriesTable;
import dev.ringside.exporter.series.Snapshot;
import io.prometheus.client.Collector;
import java.util.ArrayList;
import java.util.List;

/** Everything one scrape says, from one snapshot of the table. */
public final class ReportCollector extends Collector {

  private final SeriesTable table;
  private final ReadTally tally;

  public ReportCollector(SeriesTable table, ReadTally tally) {
    this.table = table;
    this.tally = tally;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    Snapshot snapshot = table.snapshot();
    CollectiveFamilies collectives = new CollectiveFamilies();
    ReplicaFamilies replicas = new ReplicaFamilies();
    for (ReplicaView replica : snapshot.replicas()) {
      collectives.add(replica);
      replicas.add(replica);
    }
    List<MetricFamilySamples> families = new ArrayList<>(collectives.collect());
    families.addAll(replicas.collect());
    families.addAll(ExporterFamilies.of(table, snapshot, tally));
    return families;
  }
}
