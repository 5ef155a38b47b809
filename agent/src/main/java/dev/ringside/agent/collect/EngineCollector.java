package dev.ringside.agent.collect;

import dev.ringside.agent.iterations.IterationCounts;
import dev.ringside.agent.ras.RasUse;
import dev.ringside.agent.ras.RasWatch;
import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.ArrayList;
import java.util.List;

/** What engines and RAS tell, at each scrape; docs/agent.md explains the metrics. */
final class EngineCollector extends Collector {

  private final IterationCounts told;
  private final RasUse ras;

  EngineCollector(IterationCounts told, RasUse ras) {
    this.told = told;
    this.ras = ras;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    List<MetricFamilySamples> all = new ArrayList<>();
    all.add(
        new CounterMetricFamily(
            "ringside_agent_iterations", "Passes that engines told.", (double) told.passes()));
    CounterMetricFamily rejected =
        new CounterMetricFamily(
            "ringside_agent_iterations_rejected",
            "Damaged records of engines' passes.",
            List.of("reason"));
    told.rejected()
        .forEach((reason, records) -> rejected.addMetric(List.of(reason), (double) records));
    all.add(rejected);
    all.add(
        new CounterMetricFamily(
            "ringside_agent_damaged_iteration_sources",
            "Sources of engines' passes that were given up.",
            (double) told.damagedSources()));
    ras.watch().map(RasWatch::found).ifPresent(found -> addRas(all, found));
    return all;
  }

  private static void addRas(List<MetricFamilySamples> all, RasWatch.Found found) {
    all.add(
        new CounterMetricFamily(
            "ringside_agent_ras_answers", "Answers of RAS.", (double) found.answers()));
    all.add(
        new CounterMetricFamily(
            "ringside_agent_ras_failures",
            "Questions that RAS did not answer.",
            (double) found.failures()));
    all.add(
        new GaugeMetricFamily(
            "ringside_agent_ras_suspects",
            "Ranks for which others seem to wait, by the last two answers of RAS.",
            found.suspects().size()));
  }
}
