package dev.ringside.flink.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.schemas.topic.Topics;
import dev.ringside.testkit.kafka.InVmKafka;
import dev.ringside.testkit.process.FreePorts;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What speaks against a job's start where nothing is forbidden; SecuredKafkaIT has the rest. */
class AccessCheckIT {

  @Test
  void aTopicThatTheJobNeedsAndThatIsMissingIsNamed() throws InterruptedException {
    try (InVmKafka kafka = InVmKafka.start()) {
      for (String topic :
          new String[] {Topics.DEPLOYMENTS, Topics.REPORTS, Topics.FINDINGS, Topics.DEAD_LETTERS}) {
        assertThat(AccessCheck.refusal(kafka.bootstrapServers(), "group", Map.of()))
            .hasValue(
                "topic %s does not exist at %s: run \"ringside topics\" first"
                    .formatted(topic, kafka.bootstrapServers()));
        kafka.createTopic(topic, 1, Map.of());
      }

      assertThat(AccessCheck.refusal(kafka.bootstrapServers(), "group", Map.of()))
          .as("a topic of calls may come later")
          .isEmpty();
    }
  }

  @Test
  void aBrokerThatDoesNotAnswerIsWaitedForByTheJobItself() throws InterruptedException {
    String away = "127.0.0.1:" + FreePorts.next();

    assertThat(AccessCheck.refusal(away, "group", Map.of())).isEmpty();
  }

  @Test
  void settingsThatNoClientTakesAreOneLine() throws InterruptedException {
    assertThat(AccessCheck.refusal("nonsense", "group", Map.of()))
        .hasValueSatisfying(
            line -> assertThat(line).contains("nonsense", "cannot be used").doesNotContain("\n"));
  }
}
