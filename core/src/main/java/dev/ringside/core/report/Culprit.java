package dev.ringside.core.report;

import java.util.List;
import java.util.Locale;

/**
 * Who or what a finding is about: the cause, not those who suffer from it.
 *
 * @param ids ranks as numbers, links as {@code 3-4}, hosts and deployments by name, replicas as
 *     numbers, engines as {@code vllm 0.32.0}; in order
 */
public record Culprit(Type type, List<String> ids) {

  /** What can be at fault. */
  public enum Type {
    UNKNOWN,
    RANK,
    LINK,
    HOST,
    REPLICA,
    DEPLOYMENT,
    ENGINE;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Of a finding that names none. */
  public static final Culprit NONE = new Culprit(Type.UNKNOWN, List.of());

  public Culprit {
    ids = List.copyOf(ids);
  }

  public static Culprit ranks(List<Integer> ranks) {
    return new Culprit(Type.RANK, ranks.stream().map(String::valueOf).toList());
  }

  public static Culprit of(Type type, String id) {
    return new Culprit(type, List.of(id));
  }

  public boolean isKnown() {
    return type != Type.UNKNOWN;
  }

  /** {@code rank 3}, {@code ranks 3, 4}. */
  public String words() {
    return ids.isEmpty()
        ? type.label()
        : type.label() + (ids.size() == 1 ? " " : "s ") + String.join(", ", ids);
  }
}
