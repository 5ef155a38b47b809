package dev.ringside.ingest.kafka.acl;

import java.util.List;

/**
 * An operation on a topic or a consumer group, in Kafka's words.
 *
 * @param prefixed true for every resource whose name begins so
 */
public record Right(Kind kind, String name, boolean prefixed, String operation) {

  /** What a right is on. */
  public enum Kind {
    TOPIC("topic"),
    GROUP("group");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  static final String READ = "Read";
  static final String WRITE = "Write";
  static final String CREATE = "Create";
  static final String DESCRIBE = "Describe";
  static final String DESCRIBE_CONFIGS = "DescribeConfigs";
  static final String ALTER_CONFIGS = "AlterConfigs";

  static Right on(String topic, String operation) {
    return new Right(Kind.TOPIC, topic, false, operation);
  }

  static List<Right> onAll(Kind kind, String prefix, String... operations) {
    return List.of(operations).stream()
        .map(operation -> new Right(kind, prefix, true, operation))
        .toList();
  }

  /** {@code literal} or {@code prefixed}. */
  public String pattern() {
    return prefixed ? "prefixed" : "literal";
  }
}
