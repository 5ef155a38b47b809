package dev.ringside.ingest.inspector.line;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/** The keys that are looked at, found by their bytes without making a string of them. */
enum LineKey {
  UNKNOWN(""),
  HEADER("header"),
  METADATA("metadata"),
  COLL_PERF("coll_perf"),
  P2P_PERF("p2p_perf"),
  DUMP_STATS("dump_stats"),
  PROXY_TRACE("proxy_trace"),
  PROXY_OP("proxy_op"),
  SUMMARY("summary"),
  ID("id"),
  COMM_NAME("comm_name"),
  RANK("rank"),
  N_RANKS("n_ranks"),
  GLOBAL_RANK("global_rank"),
  DUMP_TIMESTAMP_US("dump_timestamp_us"),
  HOSTNAME("hostname"),
  PID("pid"),
  COLL("coll"),
  P2P("p2p"),
  COLL_SN("coll_sn"),
  P2P_SN("p2p_sn"),
  P2P_PEER("p2p_peer"),
  COLL_USER_TAG("coll_user_tag"),
  P2P_USER_TAG("p2p_user_tag"),
  COLL_MSG_SIZE_BYTES("coll_msg_size_bytes"),
  P2P_MSG_SIZE_BYTES("p2p_msg_size_bytes"),
  COLL_EXEC_TIME_US("coll_exec_time_us"),
  P2P_EXEC_TIME_US("p2p_exec_time_us"),
  COLL_TIMING_SOURCE("coll_timing_source"),
  P2P_TIMING_SOURCE("p2p_timing_source"),
  EVENT_TRACE_TS("event_trace_ts"),
  KERNEL_EVENTS("kernel_events"),
  KERNEL_START_TS("kernel_start_ts"),
  KERNEL_STOP_TS("kernel_stop_ts"),
  COLL_RECORDS("coll_records"),
  P2P_RECORDS("p2p_records"),
  PROXY_RECORDS("proxy_records"),
  COLL_DROPPED_TOTAL("coll_dropped_total"),
  P2P_DROPPED_TOTAL("p2p_dropped_total"),
  DROPPED_COLLECTIVES("dropped_collectives"),
  LEAKED_COLLECTIVES("leaked_collectives"),
  COMPLETE("complete");

  private static final int SLOTS = 256;
  private static final LineKey[] TABLE = table();

  private final byte[] bytes;

  LineKey(String text) {
    this.bytes = text.getBytes(US_ASCII);
  }

  private static LineKey[] table() {
    LineKey[] table = new LineKey[SLOTS];
    for (LineKey key : values()) {
      int slot = slot(hash(key.bytes));
      while (table[slot] != null) {
        slot = (slot + 1) & (SLOTS - 1);
      }
      table[slot] = key;
    }
    return table;
  }

  private static int hash(byte[] text) {
    int hash = 0;
    for (byte one : text) {
      hash = 31 * hash + one;
    }
    return hash;
  }

  private static int slot(int hash) {
    return (hash ^ (hash >>> 8) ^ (hash >>> 16)) & (SLOTS - 1);
  }

  /**
   * The key at these bytes.
   *
   * @param hash {@code 31 h + b} over them
   */
  static LineKey of(byte[] text, int from, int to, int hash) {
    for (int slot = slot(hash); TABLE[slot] != null; slot = (slot + 1) & (SLOTS - 1)) {
      byte[] known = TABLE[slot].bytes;
      if (Arrays.equals(known, 0, known.length, text, from, to)) {
        return TABLE[slot];
      }
    }
    return UNKNOWN;
  }
}
