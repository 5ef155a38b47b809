package dev.ringside.ingest.iterations.live;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a line of vLLM's log was written. Its prefix has month, day and second, but neither year nor
 * zone. A line that is read at once has the time of reading, which is finer; one that is read later
 * has the prefix's, in the zone that makes it a little older than the reading: zones are whole
 * quarters of an hour. For one log.
 *
 * <p>Limit: a line that is the first one read and older than a quarter of an hour may be taken for
 * a younger one.
 */
final class LogClock {

  private static final Pattern PREFIX =
      Pattern.compile("\\b(\\d\\d)-(\\d\\d) (\\d\\d):(\\d\\d):(\\d\\d)\\b");

  private static final long NS = TimeUnit.SECONDS.toNanos(1);
  private static final long QUARTER = TimeUnit.MINUTES.toNanos(15);
  private static final long DAY = TimeUnit.DAYS.toNanos(1);

  /** The prefix cuts off parts of a second, and clocks of one machine agree. */
  private static final long FRESH = 2 * NS;

  private long zoneNs = Long.MIN_VALUE;

  /** Nanoseconds since the epoch. */
  long timeOf(String line, long nowNs) {
    Optional<LocalDateTime> written = prefix(line, nowNs);
    if (written.isEmpty()) {
      return nowNs;
    }
    long asUtcNs = written.get().toEpochSecond(ZoneOffset.UTC) * NS;
    long age = nowNs - asUtcNs - zoneNs;
    if (zoneNs == Long.MIN_VALUE || age < -FRESH || age > DAY) {
      zoneNs = Math.floorDiv(nowNs + FRESH - asUtcNs, QUARTER) * QUARTER;
      age = nowNs - asUtcNs - zoneNs;
    }
    return age < FRESH ? nowNs : asUtcNs + zoneNs + NS / 2;
  }

  private static Optional<LocalDateTime> prefix(String line, long nowNs) {
    Matcher told = PREFIX.matcher(line);
    if (!told.find()) {
      return Optional.empty();
    }
    LocalDateTime now = LocalDateTime.ofInstant(Instant.ofEpochSecond(nowNs / NS), ZoneOffset.UTC);
    try {
      LocalDateTime written =
          LocalDateTime.of(
              now.getYear(),
              number(told, 1),
              number(told, 2),
              number(told, 3),
              number(told, 4),
              number(told, 5));
      return Optional.of(written.isAfter(now.plusDays(2)) ? written.minusYears(1) : written);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static int number(Matcher told, int group) {
    return Integer.parseInt(told.group(group));
  }
}
