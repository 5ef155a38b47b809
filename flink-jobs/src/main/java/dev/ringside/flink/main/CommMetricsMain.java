package dev.ringside.flink.main;

import dev.ringside.flink.commmetrics.CommMetricsJob;
import dev.ringside.flink.config.FlinkSettings;
import dev.ringside.flink.config.JobSettings;
import dev.ringside.flink.kafka.KafkaEnds;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** Main class of the job jar: the production graph between the topics of a Kafka. */
public final class CommMetricsMain {
  private CommMetricsMain() {}

  /**
   * @param args flags of {@link JobSettings}; {@code --brokers} is required
   */
  public static void main(String[] args) throws Exception {
    JobSettings settings = JobSettings.parse(args);
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(FlinkSettings.job(settings));
    KafkaEnds kafka = new KafkaEnds(settings.brokers(), settings.group(), settings.client());
    CommMetricsJob.define(
        env,
        new CommMetricsJob.Sources(kafka.calls(), kafka.deployments()),
        // The report counts late calls; nobody asks for them one by one.
        new CommMetricsJob.Sinks(kafka.reports(), kafka.deadLetters(), new DiscardingSink<>()),
        settings.windows());
    env.execute("comm-metrics");
  }
}
