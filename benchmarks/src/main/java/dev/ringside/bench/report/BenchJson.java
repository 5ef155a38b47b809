package dev.ringside.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ringside.bench.kafka.fill.PublishPath;
import dev.ringside.bench.measure.Measurement;
import dev.ringside.bench.measure.Spread;
import dev.ringside.bench.run.BenchPath;
import dev.ringside.bench.run.BenchResult;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * {@code ringside.bench/1}: medians over the rounds; what was not measured is null. Calls a second
 * are whole, everything else has four decimals. {@code details} holds every round.
 */
public final class BenchJson {

  public static final String SCHEMA = "ringside.bench/1";

  private static final int DIGITS = 4;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private BenchJson() {}

  /** The document, with a newline at its end. */
  public static String render(BenchResult result) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("schema", SCHEMA);
    ObjectNode rates = json.putObject("calls_per_second");
    for (BenchPath path : BenchPath.values()) {
      Optional<Spread> rate = result.spread(path, Measurement::callsASecond);
      rates.put(path.label(), rate.map(spread -> Math.round(spread.median())).orElse(null));
    }
    ratios(json.putObject("ratios"), result);
    ObjectNode bytes = json.putObject("bytes_per_call");
    bytes.put("us", decimal(result.micros().bytesACall()));
    bytes.put("ns", decimal(result.nanos().bytesACall()));
    ObjectNode noise = json.putObject("noise_bits_per_call");
    noise.put("us", decimal(result.micros().noiseBits()));
    noise.put("ns", decimal(result.nanos().noiseBits()));
    ObjectNode allocated = json.putObject("allocated_bytes_per_call");
    allocated.put(
        "publish",
        decimal(Spread.over(result.published(), run -> run.allocatedBytesACall()).median()));
    allocated.put("job", allocatedByJob(result));
    cpu(json.putObject("cpu_seconds_per_million_calls"), result);
    ObjectNode publish = json.putObject("publish");
    cost(publish.putObject("encode"), result, PublishPath.Figures::encode);
    cost(publish.putObject("hand_over"), result, PublishPath.Figures::handOver);
    publish.put(
        "broker_cpu_seconds_per_million_calls",
        decimal(Spread.over(result.published(), run -> run.brokerCpuSecondsAMillion()).median()));
    json.put(
        "state_bytes_per_rank",
        result.stateBytesARank() > 0 ? decimal(result.stateBytesARank()) : null);
    ObjectNode threads = json.putObject("job_ns_per_call_by_thread");
    result.jobNanosecondsByThread().forEach((name, ns) -> threads.put(name, decimal(ns)));
    json.put("calls", result.plan().calls());
    json.put("record_calls", result.plan().recordCalls());
    json.put("warm_ups", result.plan().warmUps());
    json.put("rounds", result.plan().rounds());
    json.put("machine", result.machine());
    details(json.putObject("details"), result);
    return json.toPrettyString() + "\n";
  }

  private static void ratios(ObjectNode ratios, BenchResult result) {
    put(ratios, "job_p1_over_raw_p1", result.ratio(BenchPath.JOB_P1, BenchPath.RAW_P1));
    put(ratios, "job_p2_over_raw_p2", result.ratio(BenchPath.JOB_P2, BenchPath.RAW_P2));
    put(ratios, "job_p2_over_job_p1", result.ratio(BenchPath.JOB_P2, BenchPath.JOB_P1));
    put(
        ratios,
        "job_p2_over_record_per_call",
        result.ratio(BenchPath.JOB_P2, BenchPath.RECORD_PER_CALL));
    put(
        ratios,
        "job_p2_over_kafka_streams",
        result.ratio(BenchPath.JOB_P2, BenchPath.KAFKA_STREAMS));
  }

  private static void cost(
      ObjectNode json, BenchResult result, Function<PublishPath.Figures, PublishPath.Cost> part) {
    Spread ns = Spread.over(result.published(), run -> part.apply(run).nsACall());
    Spread bytes = Spread.over(result.published(), run -> part.apply(run).allocatedBytesACall());
    json.put("ns_per_call", decimal(ns.median()));
    json.put("allocated_bytes_per_call", decimal(bytes.median()));
  }

  private static BigDecimal allocatedByJob(BenchResult result) {
    return result
        .spread(BenchPath.JOB_P2, Measurement::allocatedBytesACall)
        .map(spread -> decimal(spread.median()))
        .orElse(null);
  }

  private static void cpu(ObjectNode cpu, BenchResult result) {
    put(cpu, "raw", result, BenchPath.RAW_P2, Measurement::cpuSecondsAMillion);
    put(cpu, "job", result, BenchPath.JOB_P2, Measurement::cpuSecondsAMillion);
    put(cpu, "record_per_call", result, BenchPath.RECORD_PER_CALL, Measurement::cpuSecondsAMillion);
    put(cpu, "kafka_streams", result, BenchPath.KAFKA_STREAMS, Measurement::cpuSecondsAMillion);
    put(cpu, "broker", result, BenchPath.JOB_P2, Measurement::brokerCpuSecondsAMillion);
  }

  private static void put(
      ObjectNode json,
      String key,
      BenchResult result,
      BenchPath path,
      ToDoubleFunction<Measurement> figure) {
    json.put(key, result.spread(path, figure).map(spread -> decimal(spread.median())).orElse(null));
  }

  private static void put(ObjectNode json, String key, OptionalDouble value) {
    json.put(key, value.isPresent() ? decimal(value.getAsDouble()) : null);
  }

  private static void details(ObjectNode details, BenchResult result) {
    result
        .runs()
        .forEach(
            (path, runs) -> {
              for (Measurement run : runs) {
                ObjectNode one = details.withArray("/" + path.label()).addObject();
                one.put("calls", run.calls());
                one.put("seconds", decimal(run.seconds()));
                one.put("cpu_seconds", decimal(run.cpuSeconds()));
                one.put("broker_cpu_seconds", decimal(run.brokerCpuSeconds()));
                one.put("allocated_bytes", run.allocatedBytes() < 0 ? null : run.allocatedBytes());
              }
            });
  }

  private static BigDecimal decimal(double value) {
    return BigDecimal.valueOf(value).setScale(DIGITS, RoundingMode.HALF_UP);
  }
}
