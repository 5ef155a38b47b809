package dev.ringside.agent.collect;

import dev.ringside.agent.delivery.Outlet;
import dev.ringside.agent.loop.AgentCounts;
import dev.ringside.ingest.publish.DropReason;
import dev.ringside.ingest.publish.PublishCounts;
import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Reads the metrics off the agent at each scrape; docs/agent.md explains them. */
final class AgentCollector extends Collector {

  private static final String REASON = "reason";

  private final AgentCounts counts;
  private final Outlet outlet;
  private final InstantSource clock;

  AgentCollector(AgentCounts counts, Outlet outlet, InstantSource clock) {
    this.counts = counts;
    this.outlet = outlet;
    this.clock = clock;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    List<MetricFamilySamples> all = new ArrayList<>();
    addInput(all);
    addOutput(all, outlet.counts());
    addState(all, outlet.status());
    return all;
  }

  private void addInput(List<MetricFamilySamples> all) {
    all.add(
        counter(
            "ringside_agent_calls_seen",
            "Calls, and damaged events that would have been calls: parsed and rejected.",
            counts.seen()));
    all.add(counter("ringside_agent_calls_parsed", "Calls that were read whole.", counts.parsed()));
    CounterMetricFamily rejected =
        new CounterMetricFamily(
            "ringside_agent_calls_rejected",
            "Damaged events that would have been calls.",
            List.of(REASON));
    counts
        .rejected()
        .forEach((reason, events) -> rejected.addMetric(List.of(reason), (double) events));
    all.add(rejected);
    all.add(counter("ringside_agent_heartbeats", "Heartbeats made.", counts.heartbeats()));
    all.add(
        counter(
            "ringside_agent_damaged_sources",
            "Sources that were given up because what they read was damaged.",
            counts.damagedSources()));
    all.add(gauge("ringside_agent_ranks", "Ranks whose calls were seen.", counts.ranks()));
  }

  private static void addOutput(List<MetricFamilySamples> all, PublishCounts published) {
    all.add(
        counter(
            "ringside_agent_calls_batched",
            "Calls in batches: delivered, pending and dropped.",
            published.offered().calls()));
    all.add(
        counter(
            "ringside_agent_calls_delivered",
            "Calls in batches that Kafka has acknowledged.",
            published.delivered().calls()));
    all.add(
        gauge(
            "ringside_agent_calls_pending",
            "Calls in batches that wait for Kafka.",
            published.pending().calls()));
    all.add(
        gauge(
            "ringside_agent_batches_pending",
            "Batches that wait for Kafka.",
            published.pending().batches()));
    CounterMetricFamily dropped =
        new CounterMetricFamily(
            "ringside_agent_calls_dropped", "Calls in batches that were lost.", List.of(REASON));
    CounterMetricFamily batches =
        new CounterMetricFamily(
            "ringside_agent_batches_dropped", "Batches that were lost.", List.of(REASON));
    for (DropReason reason : DropReason.values()) {
      List<String> label = List.of(reason.label());
      dropped.addMetric(label, (double) published.dropped(reason).calls());
      batches.addMetric(label, (double) published.dropped(reason).batches());
    }
    all.add(dropped);
    all.add(batches);
  }

  private void addState(List<MetricFamilySamples> all, Outlet.Status status) {
    long lagMs = status.oldestMs() == 0 ? 0 : Math.max(0, clock.millis() - status.oldestMs());
    all.add(
        gauge(
            "ringside_agent_lag_seconds",
            "Age of the oldest batch that Kafka has not acknowledged.",
            lagMs / 1e3));
    all.add(
        gauge(
            "ringside_agent_spool_bytes",
            "Bytes on disk that Kafka has not acknowledged.",
            status.spoolBytes()));
    all.add(
        gauge(
            "ringside_agent_spool_refused",
            "1 while the disk refuses, so that batches wait in memory.",
            status.diskRefuses() ? 1 : 0));
  }

  private static CounterMetricFamily counter(String name, String help, long value) {
    return new CounterMetricFamily(name, help, (double) value);
  }

  private static GaugeMetricFamily gauge(String name, String help, long value) {
    return new GaugeMetricFamily(name, help, (double) value);
  }

  private static GaugeMetricFamily gauge(String name, String help, double value) {
    return new GaugeMetricFamily(name, help, value);
  }
}
