package dev.ringside.cli.outcome;

/**
 * A right in Kafka, in the words in which it is shown.
 *
 * @param resource {@code topic} or {@code group}
 * @param name of the resource, or the beginning of names
 * @param pattern {@code literal} or {@code prefixed}
 */
public record NamedRight(
    String role,
    String principal,
    String operation,
    String resource,
    String name,
    String pattern) {}
