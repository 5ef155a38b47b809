package dev.ringside.flink.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.flink.config.JobSettings;
import dev.ringside.schemas.topic.Topics;
import dev.ringside.testkit.kafka.InVmKafka;
import dev.ringside.testkit.process.FreePorts;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;

class AppendTimeCheckIT {

  private static final Map<String, String> BY_BROKER =
      Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
  private static final Map<String, String> BY_CLIENT =
      Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "CreateTime");

  @Test
  void everyTopicOfCallsMustHaveTheBrokersTime() throws Exception {
    try (InVmKafka kafka = InVmKafka.start()) {
      JobSettings settings = JobSettings.of(kafka.bootstrapServers());
      assertThat(AppendTimeCheck.of(settings)).as("no topic yet").isEmpty();

      kafka.createTopic(Topics.CALLS, 1, BY_BROKER);
      kafka.createTopic("ringside.callsign", 1, BY_CLIENT);
      assertThat(AppendTimeCheck.of(settings)).as("another's topic is none of ours").isEmpty();

      kafka.createTopic("ringside.calls.acme", 1, BY_CLIENT);
      assertThat(AppendTimeCheck.of(settings))
          .hasValueSatisfying(
              line ->
                  assertThat(line)
                      .contains(
                          "topic ringside.calls.acme: expected"
                              + " message.timestamp.type=LogAppendTime, found CreateTime",
                          "--tenant")
                      .doesNotContain("\n"));
    }
  }

  @Test
  void aBrokerThatDoesNotAnswerIsWaitedForByTheJobItself() throws InterruptedException {
    JobSettings away = JobSettings.of("127.0.0.1:" + FreePorts.next());

    assertThat(AppendTimeCheck.of(away)).isEmpty();
  }
}
