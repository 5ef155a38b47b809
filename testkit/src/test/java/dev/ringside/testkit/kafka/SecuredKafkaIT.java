package dev.ringside.testkit.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.testkit.tls.SelfSigned;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecuredKafkaIT {

  @TempDir private static Path folder;
  private static SecuredKafka kafka;

  @BeforeAll
  static void start() {
    kafka =
        SecuredKafka.start(
            SelfSigned.in(folder, "changeit"), Map.of(SecuredKafka.ADMIN, "one", "guest", "two"));
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @Test
  void theAdminMayAndAGuestMayNot() throws Exception {
    try (Admin admin = kafka.admin();
        Admin guest = client(kafka.client("guest"))) {
      admin.createTopics(List.of(topic("theirs"))).all().get();

      assertThat(admin.listTopics().names().get()).contains("theirs");
      assertThat(guest.listTopics().names().get()).isEmpty();
      assertThatThrownBy(() -> guest.describeTopics(Set.of("theirs")).allTopicNames().get())
          .hasCauseInstanceOf(TopicAuthorizationException.class);
      assertThatThrownBy(() -> guest.createTopics(List.of(topic("mine"))).all().get())
          .hasCauseInstanceOf(TopicAuthorizationException.class);
    }
  }

  @Test
  void whoHasAnotherPasswordDoesNotComeIn() {
    try (Admin stranger = client(kafka.client("guest", "wrong"))) {
      assertThatThrownBy(() -> stranger.listTopics().names().get())
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(SaslAuthenticationException.class);
    }
  }

  private static NewTopic topic(String name) {
    return new NewTopic(name, Optional.of(1), Optional.empty());
  }

  private static Admin client(Map<String, String> properties) {
    Map<String, Object> settings = new HashMap<>(properties);
    settings.put("bootstrap.servers", kafka.bootstrapServers());
    return Admin.create(settings);
  }
}
