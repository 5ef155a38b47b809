package dev.ringside.flink.job;

import dev.ringside.flink.commmetrics.CommMetricsJob;
import dev.ringside.flink.config.JobSettings;
import dev.ringside.flink.kafka.KafkaEnds;
import java.util.Arrays;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Every job there is: its name, and how its graph is defined between the topics of a Kafka. */
public enum Job {
  COMM_METRICS("comm-metrics", CommMetricsJob::define);

  private final String jobName;
  private final Definition definition;

  Job(String jobName, Definition definition) {
    this.jobName = jobName;
    this.definition = definition;
  }

  /** Builds a job's graph. */
  private interface Definition {
    void define(StreamExecutionEnvironment env, KafkaEnds ends, JobSettings settings);
  }

  /**
   * The job with this name.
   *
   * @throws IllegalArgumentException if there is none, with the names there are
   */
  public static Job named(String name) {
    return Arrays.stream(values())
        .filter(job -> job.jobName.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--job: expected one of %s, found %s"
                        .formatted(Arrays.stream(values()).map(Job::jobName).toList(), name)));
  }

  public String jobName() {
    return jobName;
  }

  /** The job's graph in an environment with {@code flink}'s settings, ready to be executed. */
  public StreamExecutionEnvironment defined(Configuration flink, JobSettings settings) {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink);
    KafkaEnds ends = new KafkaEnds(settings.brokers(), settings.group(), settings.client());
    definition.define(env, ends, settings);
    return env;
  }
}
