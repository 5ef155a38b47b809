package dev.ringside.core.account;

/**
 * An engine's own list of its passes beside those that calls show. Law: told = joined +
 * withoutCalls.
 *
 * @param told passes that the engine says it ran, the dummies among them included
 * @param joined those of them that calls show too
 * @param withoutCalls those of which no call was seen
 * @param untold passes that calls show and of which the engine says nothing
 * @param dummies told passes that computed nothing of use
 * @param skipped numbers that are missing in the engine's list: dummy passes in vLLM's log, lost
 *     records elsewhere
 * @param tokens T of the told passes, summed; those of which it is not known count 0
 * @param rows R of the told passes, summed
 * @param unseenTokens the part of {@code tokens} in passes without calls
 * @param unseenRows the part of {@code rows} in passes without calls
 */
public record EnginePasses(
    long told,
    long joined,
    long withoutCalls,
    long untold,
    long dummies,
    long skipped,
    long tokens,
    long rows,
    long unseenTokens,
    long unseenRows) {

  public static final EnginePasses NONE = new EnginePasses(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  public EnginePasses {
    if (told != joined + withoutCalls) {
      throw new IllegalArgumentException(
          "%d passes told, %d joined, %d without calls".formatted(told, joined, withoutCalls));
    }
  }

  public EnginePasses plus(EnginePasses other) {
    return new EnginePasses(
        told + other.told,
        joined + other.joined,
        withoutCalls + other.withoutCalls,
        untold + other.untold,
        dummies + other.dummies,
        skipped + other.skipped,
        tokens + other.tokens,
        rows + other.rows,
        unseenTokens + other.unseenTokens,
        unseenRows + other.unseenRows);
  }

  /** Passes that calls show. */
  public long seen() {
    return joined + untold;
  }
}
