package dev.ringside.ingest.kafka.acl;

import dev.ringside.core.deployment.Tenant;
import java.util.List;

/**
 * A right that a principal has because of a role.
 *
 * @param principal as Kafka writes it, {@code User:name}
 */
public record Grant(Role role, String principal, Right right) {

  private static final int MOST_CHARACTERS = 1024;

  /**
   * @throws IllegalArgumentException with one line, for an empty name, or one that means all users
   */
  public Grant {
    int colon = principal.indexOf(':');
    String name = principal.substring(colon + 1);
    if (colon < 1
        || !principal.substring(0, colon).matches("[A-Za-z]+")
        || name.isBlank()
        || name.equals("*")
        || principal.length() > MOST_CHARACTERS
        || principal.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "expected a principal such as User:alice or User:CN=alice,O=team, and not everybody");
    }
  }

  /** All that a principal needs for a role. */
  public static List<Grant> of(Role role, String principal, Tenant tenant, String group) {
    return role.rights(tenant, group).stream()
        .map(right -> new Grant(role, principal, right))
        .toList();
  }

  /** The command of Kafka's distribution that grants it. */
  public String command(String brokers) {
    return "kafka-acls.sh --bootstrap-server %s --add --allow-principal %s --operation %s --%s %s --resource-pattern-type %s"
        .formatted(
            quoted(brokers),
            quoted(principal),
            right.operation(),
            right.kind().label(),
            quoted(right.name()),
            right.pattern());
  }

  /** For a shell. */
  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9:.,_=@/-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
