package dev.ringside.core.deployment;

import java.util.regex.Pattern;

/**
 * Whom a deployment belongs to: the agents of one tenant cannot speak for the deployments of
 * another one.
 *
 * @param name at most {@value #MOST_CHARACTERS} letters, digits and '-', because it becomes part of
 *     a topic's name; empty for {@link #DEFAULT}
 */
public record Tenant(String name) {

  public static final int MOST_CHARACTERS = 63;

  /** What a name may be, for messages. */
  public static final String FORM = "1 to 63 letters, digits and '-'";

  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9-]{0,%d}".formatted(MOST_CHARACTERS));

  /** Who has not been given a name. */
  public static final Tenant DEFAULT = new Tenant("");

  public Tenant {
    if (!isName(name)) {
      throw new IllegalArgumentException("tenant: expected %s".formatted(FORM));
    }
  }

  /** True for a name that a tenant may have, the empty one among them. */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  public boolean isDefault() {
    return name.isEmpty();
  }

  /** In words: {@code tenant a}, or {@code the default tenant}. */
  @Override
  public String toString() {
    return isDefault() ? "the default tenant" : "tenant " + name;
  }
}
