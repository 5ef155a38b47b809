package dev.ringside.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ringside.bench.measure.Measurement;
import dev.ringside.bench.measure.Spread;
import dev.ringside.bench.run.ClusterRun;
import java.util.Locale;

/** The cluster's figure as a table and as JSON ({@code ringside.bench.cluster/1}). */
public final class ClusterReport {

  public static final String SCHEMA = "ringside.bench.cluster/1";

  private ClusterReport() {}

  /** A few lines. */
  public static String table(ClusterRun.Result result) {
    Spread rate = Spread.over(result.runs(), Measurement::callsASecond);
    return String.format(
        Locale.ROOT,
        "%s%ntwo task managers and three brokers, six processes with the JobManager: %,.0f calls/s"
            + " (%,.0f - %,.0f, %d rounds)%nCPU seconds a million calls: task managers %.4f,"
            + " brokers %.4f%n",
        result.machine(),
        rate.median(),
        rate.min(),
        rate.max(),
        result.runs().size(),
        Spread.over(result.runs(), Measurement::cpuSecondsAMillion).median(),
        Spread.over(result.runs(), Measurement::brokerCpuSecondsAMillion).median());
  }

  /** The document, with a newline at its end. */
  public static String json(ClusterRun.Result result) {
    Spread rate = Spread.over(result.runs(), Measurement::callsASecond);
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("schema", SCHEMA);
    json.put("task_managers", 2);
    json.put("brokers", 3);
    json.put("calls_per_second", Math.round(rate.median()));
    json.put("calls_per_second_min", Math.round(rate.min()));
    json.put("calls_per_second_max", Math.round(rate.max()));
    ObjectNode cpu = json.putObject("cpu_seconds_per_million_calls");
    cpu.put("task_managers", Spread.over(result.runs(), Measurement::cpuSecondsAMillion).median());
    cpu.put("brokers", Spread.over(result.runs(), Measurement::brokerCpuSecondsAMillion).median());
    json.put("rounds", result.runs().size());
    json.put("machine", result.machine());
    return json.toPrettyString() + "\n";
  }
}
