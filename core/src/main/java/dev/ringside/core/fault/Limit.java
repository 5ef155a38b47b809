package dev.ringside.core.fault;

/**
 * What a number must be: {@code =1}, {@code <t}, {@code >1}.
 *
 * @param relation one of = &lt; &gt;
 * @param limit the number that it is compared with; {@link #TENSOR} for t
 */
record Limit(char relation, long limit) {

  /** Stands for t, the tensor ranks. */
  static final long TENSOR = -1;

  /**
   * @throws IllegalArgumentException if it is none
   */
  static Limit parse(String text) {
    if (!text.matches("[=<>](t|\\d{1,6})")) {
      throw new IllegalArgumentException(
          "\"%s\": expected =, < or > and a number or t".formatted(text));
    }
    String limit = text.substring(1);
    return new Limit(text.charAt(0), limit.equals("t") ? TENSOR : Long.parseLong(limit));
  }

  boolean holds(long number, int tensor) {
    long than = limit == TENSOR ? tensor : limit;
    return switch (relation) {
      case '=' -> number == than;
      case '<' -> number < than;
      default -> number > than;
    };
  }
}
