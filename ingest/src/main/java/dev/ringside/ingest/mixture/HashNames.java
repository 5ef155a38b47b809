package dev.ringside.ingest.mixture;

import dev.ringside.core.collective.Communicator;
import dev.ringside.ingest.source.Note;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What applications call the communicators that NCCL's log, RAS, NVTX ranges and profilers know by
 * a hash: NCCL's log prints it as {@code commId}, and the Inspector, which knows the name as well,
 * its first 14 digits.
 *
 * <p>Source: NCCL {@code plugins/profiler/inspector/inspector.cc}, a buffer of 17 characters for
 * {@code 0x%lx}.
 */
public final class HashNames {

  private static final int DIGITS = "0x".length() + 14;
  private static final Pattern HASH = Pattern.compile("0x[0-9a-f]{1,16}");

  private final Map<String, Note.Called> byHash = new HashMap<>();
  private final Set<String> applicationNames = new HashSet<>();
  private final Set<String> ambiguous = new HashSet<>();

  static boolean isHash(String name) {
    return HASH.matcher(name).matches();
  }

  /** Two names of one hash are none: digits that are cut off may have told them apart. */
  public void add(Note.Called called) {
    applicationNames.add(called.name());
    Note.Called before = byHash.putIfAbsent(key(called.hash()), called);
    if (before != null && !before.name().equals(called.name())) {
      ambiguous.add(key(called.hash()));
    } else if (before != null && before.ranks().isEmpty()) {
      byHash.put(key(called.hash()), called);
    }
  }

  private static String key(String hash) {
    return hash.length() > DIGITS ? hash.substring(0, DIGITS) : hash;
  }

  /** The communicator by its name and with its ranks, as far as they are known. */
  public Communicator of(Communicator communicator) {
    String key = key(communicator.name());
    Note.Called called = isHash(communicator.name()) ? byHash.get(key) : null;
    if (called == null || ambiguous.contains(key)) {
      return communicator;
    }
    boolean lists =
        !communicator.hasRanks()
            && !called.ranks().isEmpty()
            && (communicator.size() == 0 || communicator.size() == called.ranks().size());
    return lists
        ? new Communicator(called.name(), called.ranks().size(), called.ranks())
        : new Communicator(called.name(), communicator.size(), communicator.ranks());
  }

  /**
   * What two sources must agree on if they mean the same communicator: its name where the Inspector
   * tells one, else the digits of its hash that all of them write. Empty if the source has neither.
   */
  String keyOf(Communicator communicator) {
    String name = of(communicator).name();
    return isHash(name) ? key(name) : applicationNames.contains(name) ? name : "";
  }

  /** False if what is known of both rules out that they are the same. */
  boolean mayBeSame(Communicator one, Communicator other) {
    Communicator first = of(one);
    Communicator second = of(other);
    boolean keys =
        keyOf(one).isEmpty() || keyOf(other).isEmpty() || keyOf(one).equals(keyOf(other));
    boolean sizes = first.size() == 0 || second.size() == 0 || first.size() == second.size();
    boolean ranks = !first.hasRanks() || !second.hasRanks() || first.ranks().equals(second.ranks());
    return keys && sizes && ranks;
  }

  boolean isEmpty() {
    return byHash.isEmpty();
  }
}
