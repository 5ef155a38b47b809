package dev.ringside.ingest.inspector.line;

import dev.ringside.core.collective.Collective;

/**
 * What one line says. Filled again for each line; fields that it does not say have the defaults.
 */
public final class InspectorRecord {

  /** What a line is about. */
  public enum Kind {
    /** One call: {@code coll_perf} or {@code p2p_perf}. */
    CALL,
    /** How many records of a dump follow, and how many were lost: {@code dump_stats}. */
    MARKER,
    /** What a proxy thread did for a call; no call of its own. */
    PROXY,
    /** The last line of an ACCL profile. */
    SUMMARY,
    /** JSON of some other kind. */
    FOREIGN
  }

  /** Nothing said. */
  public static final long NONE = -1;

  Kind kind = Kind.FOREIGN;
  Origin origin;
  boolean pair;
  Collective collective = Collective.UNKNOWN;
  long number;
  int peer;
  long bytes;
  boolean unsignedBytes;
  long execNs;
  boolean enqueueOnly;
  long userTag;
  long dumpUs;
  int channels;
  long firstStartUs;
  long lastStopUs;
  long longestChannelUs;
  long collRecords;
  long pairRecords;
  long proxyRecords;
  long collDropped;
  long pairDropped;
  long leaked;
  boolean complete;

  void clear() {
    kind = Kind.FOREIGN;
    origin = null;
    pair = false;
    collective = Collective.UNKNOWN;
    number = NONE;
    peer = -1;
    bytes = NONE;
    unsignedBytes = false;
    execNs = NONE;
    enqueueOnly = false;
    userTag = 0;
    dumpUs = NONE;
    clearChannels();
    collRecords = 0;
    pairRecords = 0;
    proxyRecords = 0;
    collDropped = 0;
    pairDropped = 0;
    leaked = 0;
    complete = false;
  }

  void clearChannels() {
    channels = 0;
    firstStartUs = Long.MAX_VALUE;
    lastStopUs = Long.MIN_VALUE;
    longestChannelUs = 0;
  }

  /** One channel's kernel; one without a start or without a stop says nothing. */
  void channel(long startUs, long stopUs) {
    if (startUs <= 0 || stopUs < startUs) {
      return;
    }
    channels++;
    firstStartUs = Math.min(firstStartUs, startUs);
    lastStopUs = Math.max(lastStopUs, stopUs);
    longestChannelUs = Math.max(longestChannelUs, stopUs - startUs);
  }

  public Kind kind() {
    return kind;
  }

  /** Null for a {@link Kind#SUMMARY} and for {@link Kind#FOREIGN}. */
  public Origin origin() {
    return origin;
  }

  /** True for a send or a receive. */
  public boolean isPair() {
    return pair;
  }

  public Collective collective() {
    return collective;
  }

  /** {@code coll_sn} or {@code p2p_sn}; {@link #NONE} if the line has none. */
  public long number() {
    return number;
  }

  /** The other rank of a send or receive, by its number in the communicator; -1 if unknown. */
  public int peer() {
    return peer;
  }

  /** Bytes as the Inspector counts; {@link #NONE} if the line has none. */
  public long bytes() {
    return bytes;
  }

  /**
   * True if the line said 2^64 less the size: the Inspector has no size for unsigned bytes, and
   * multiplies by -1.
   */
  public boolean isUnsignedBytes() {
    return unsignedBytes;
  }

  /** {@code exec_time_us}, in nanoseconds; {@link #NONE} if it is not a time. */
  public long execNs() {
    return execNs;
  }

  /** True if the time is that of the host's enqueueing, not of the call. */
  public boolean isEnqueueOnly() {
    return enqueueOnly;
  }

  /** The application's tag, unsigned; 0 if untagged. */
  public long userTag() {
    return userTag;
  }

  /** When the line was written, microseconds since the epoch; {@link #NONE} if it does not say. */
  public long dumpUs() {
    return dumpUs;
  }

  /** Channels with a start and a stop in {@code kernel_events}; 0 in a line that is not verbose. */
  public int channels() {
    return channels;
  }

  /**
   * Earliest start of a channel, as the line has it: microseconds since the epoch, in ACCL's ticks
   * of the GPU.
   */
  public long firstStart() {
    return firstStartUs;
  }

  /** Latest stop of a channel, in the unit of {@link #firstStart}. */
  public long lastStop() {
    return lastStopUs;
  }

  /** Longest time from a channel's start to its own stop, in the unit of {@link #firstStart}. */
  public long longestChannel() {
    return longestChannelUs;
  }

  /** Records of collectives that a dump announces. */
  public long collRecords() {
    return collRecords;
  }

  public long pairRecords() {
    return pairRecords;
  }

  public long proxyRecords() {
    return proxyRecords;
  }

  /** Collectives lost so far, by the writer's own count. */
  public long collDropped() {
    return collDropped;
  }

  public long pairDropped() {
    return pairDropped;
  }

  /** Collectives that never ended, of a {@link Kind#SUMMARY}. */
  public long leaked() {
    return leaked;
  }

  /** True if a {@link Kind#SUMMARY} says that nothing is missing. */
  public boolean isComplete() {
    return complete;
  }
}
