package dev.ringside.agent.config;

import dev.ringside.core.deployment.Tenant;
import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.describe.yaml.YamlMapping;
import dev.ringside.ingest.kafka.BadSettingsException;
import dev.ringside.ingest.kafka.ProducerSettings;
import java.util.Optional;
import java.util.Set;

/** Reads {@code kafka: {brokers, client-properties, tenant}}. */
final class KafkaSection {

  private KafkaSection() {}

  static ProducerSettings read(YamlMapping yaml)
      throws BadDescriptionException, BadSettingsException {
    yaml.allowOnly(Set.of("brokers", "client-properties", "tenant"));
    String brokers = yaml.requiredText("brokers");
    ProducerSettings settings =
        yaml.text("client-properties").isPresent()
            ? ProducerSettings.fromFile(brokers, yaml.requiredPath("client-properties"))
            : ProducerSettings.of(brokers);
    Optional<String> tenant = yaml.text("tenant");
    return tenant.isEmpty() ? settings : settings.ownedBy(tenant(yaml, tenant.get()));
  }

  private static Tenant tenant(YamlMapping yaml, String name) throws BadDescriptionException {
    try {
      return new Tenant(name);
    } catch (IllegalArgumentException e) {
      throw yaml.bad("tenant", "cannot be used: " + e.getMessage());
    }
  }
}
