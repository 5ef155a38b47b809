package dev.ringside.ingest.kafka;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The producer properties on which delivery depends, and the values an operator may set. */
final class ProducerGuarantees {

  private record Guarantee(String key, Predicate<String> kept, String reason) {}

  private static final List<Guarantee> ALL =
      List.of(
          new Guarantee(
              ProducerConfig.ACKS_CONFIG,
              value -> value.equals("all") || value.equals("-1"),
              "must stay \"all\": nothing may be lost"),
          new Guarantee(
              ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
              value -> value.equalsIgnoreCase("true"),
              "must stay \"true\": a retry may not double a batch"),
          new Guarantee(
              ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
              atMost(5),
              "must be at most 5: with more, a rank's batches could change order"),
          new Guarantee(
              ProducerConfig.RETRIES_CONFIG,
              value -> !value.equals("0"),
              "must not be 0: a partition may change its leader"),
          new Guarantee(
              ProducerConfig.MAX_BLOCK_MS_CONFIG,
              ProducerGuarantees::never,
              "cannot be set: publishing looks for failures every second; delivery.timeout.ms says"
                  + " how long it waits for Kafka"),
          new Guarantee(
              ProducerConfig.PARTITIONER_CLASS_CONFIG,
              ProducerGuarantees::never,
              "cannot be set: a rank stays in one partition by its key"),
          new Guarantee(
              ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG,
              value -> value.equalsIgnoreCase("false"),
              "must stay \"false\": a rank stays in one partition by its key"),
          new Guarantee(
              ProducerConfig.TRANSACTIONAL_ID_CONFIG,
              ProducerGuarantees::never,
              "cannot be set: batches are not sent in transactions"),
          new Guarantee(
              ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
              ProducerGuarantees::never,
              "cannot be set: keys are bytes"),
          new Guarantee(
              ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
              ProducerGuarantees::never,
              "cannot be set: values are bytes"),
          new Guarantee(
              ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
              ProducerGuarantees::never,
              "cannot be set: the brokers are given beside the file"));

  private ProducerGuarantees() {}

  private static boolean never(String value) {
    return false;
  }

  /**
   * @param source where the properties come from, for the message
   */
  static void check(String source, Map<String, String> properties) throws BadSettingsException {
    for (Guarantee guarantee : ALL) {
      String value = properties.get(guarantee.key);
      if (value != null && !guarantee.kept.test(value)) {
        throw new BadSettingsException(
            "%s: %s=%s: %s".formatted(source, guarantee.key, value, guarantee.reason));
      }
    }
  }

  /** A value that is not a number passes: Kafka's own check has the better message. */
  private static Predicate<String> atMost(int limit) {
    return value -> {
      try {
        return Long.parseLong(value) <= limit;
      } catch (NumberFormatException e) {
        return true;
      }
    };
  }
}
