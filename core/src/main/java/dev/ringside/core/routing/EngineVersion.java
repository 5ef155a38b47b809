package dev.ringside.core.routing;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A release of an engine, for rules that changed with one. {@code main}, {@code latest} and the
 * empty string are later than every release.
 */
public record EngineVersion(int major, int minor, int patch) implements Comparable<EngineVersion> {

  public static final EngineVersion LATEST =
      new EngineVersion(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);

  private static final Pattern RELEASE =
      Pattern.compile("[vb]?(\\d{1,9})(?:\\.(\\d{1,9}))?(?:\\.(\\d{1,9}))?(?:\\D.*)?");

  /**
   * Reads {@code 0.8.5}, {@code v0.11}, {@code 0.8.5.post1}; builds of llama.cpp, {@code b11402}.
   *
   * @throws IllegalArgumentException if it does not begin with a number
   */
  public static EngineVersion parse(String text) {
    if (text.isBlank() || text.equals("main") || text.equals("latest")) {
      return LATEST;
    }
    Matcher release = RELEASE.matcher(text);
    if (!release.matches()) {
      throw new IllegalArgumentException(
          "engine version \"%s\": expected one like 0.8.5, or main".formatted(text));
    }
    return new EngineVersion(
        Integer.parseInt(release.group(1)), part(release.group(2)), part(release.group(3)));
  }

  private static int part(String digits) {
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  public boolean isAtLeast(int otherMajor, int otherMinor) {
    return compareTo(new EngineVersion(otherMajor, otherMinor, 0)) >= 0;
  }

  /**
   * True if newer than {@code read}, whose patches are the same code: 0.33.1 is not beyond 0.33,
   * 0.5.24 is beyond 0.5.23.
   */
  boolean isBeyond(EngineVersion read) {
    return compareTo(read) > 0 && (read.patch > 0 || major != read.major || minor != read.minor);
  }

  /** {@code 0.33}, {@code 0.5.23}. */
  String text() {
    return major + "." + minor + (patch > 0 ? "." + patch : "");
  }

  @Override
  public int compareTo(EngineVersion other) {
    if (major != other.major) {
      return Integer.compare(major, other.major);
    }
    return minor != other.minor
        ? Integer.compare(minor, other.minor)
        : Integer.compare(patch, other.patch);
  }
}
