package dev.ringside.flink.kafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** The job's own look at Kafka before it is submitted; gives up after 10 s. */
final class JobAdmin {

  private static final int TIMEOUT_MS = 10_000;

  private JobAdmin() {}

  /**
   * Connects with what of the job's client properties an administrator's client knows.
   *
   * @throws org.apache.kafka.common.KafkaException if no client takes these settings
   */
  static Admin connect(String brokers, Map<String, String> client) {
    Map<String, Object> settings = new HashMap<>();
    client.forEach(
        (key, value) -> {
          if (AdminClientConfig.configNames().contains(key) || key.startsWith("ssl.")) {
            settings.put(key, value);
          }
        });
    settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
    return Admin.create(settings);
  }
}
