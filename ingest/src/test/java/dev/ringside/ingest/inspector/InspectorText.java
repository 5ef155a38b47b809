package dev.ringside.ingest.inspector;

import java.util.Locale;

/** Writes lines as NCCL Inspector does: v4.0, one object a line. */
public final class InspectorText {

  /** 2026-11-27, microseconds since the epoch. */
  public static final long EPOCH_US = 1_795_446_028_000_000L;

  private final String id;
  private final String name;
  private final int rank;
  private final int ranks;
  private final String host;
  private final long pid;

  public InspectorText(String id, String name, int rank, int ranks, String host, long pid) {
    this.id = id;
    this.name = name;
    this.rank = rank;
    this.ranks = ranks;
    this.host = host;
    this.pid = pid;
  }

  /** One of the ranks of {@code tp:0}, each a process of its own on host {@code vm}. */
  public static InspectorText tensor(int rank, int ranks) {
    return new InspectorText("0x7f8c496ae9f661", "tp:0", rank, ranks, "vm", 1_000 + rank);
  }

  public String fileName() {
    return host + "-pid" + pid + ".log";
  }

  public String head(long dumpUs) {
    return "\"header\":{\"id\":\"%s\",\"comm_name\":\"%s\",\"rank\":%d,\"n_ranks\":%d,\"nnodes\":1},"
            .formatted(id, name, rank, ranks)
        + "\"metadata\":{\"inspector_output_format_version\":\"v4.0\",\"git_rev\":\"\","
        + "\"rec_mechanism\":\"nccl_profiler_interface\",\"dump_timestamp_us\":%d,"
            .formatted(dumpUs)
        + "\"hostname\":\"%s\",\"pid\":%d},".formatted(host, pid);
  }

  public String collective(String of, long number, long bytes, long execUs, long dumpUs) {
    return "{%s%s}\n".formatted(head(dumpUs), performance(of, number, bytes, execUs, ""));
  }

  public String pair(String of, long number, int peer, long bytes, long execUs, long dumpUs) {
    return "{%s\"p2p_perf\":{\"p2p\":\"%s\",\"p2p_sn\":%d,\"p2p_peer\":%d,\"p2p_msg_size_bytes\":%d,"
            .formatted(head(dumpUs), of, number, peer, bytes)
        + "\"p2p_exec_time_us\":%d,\"p2p_timing_source\":\"kernel_gpu\",\"p2p_algobw_gbs\":1.5,"
            .formatted(execUs)
        + "\"p2p_busbw_gbs\":1.5}}\n";
  }

  /** A verbose line of two channels that start and stop together. */
  public String verbose(String of, long number, long bytes, long startUs, long execUs) {
    String channel =
        "{\"channel_id\":%%d,\"kernel_start_ts\":%d,\"kernel_stop_ts\":%d,\"kernel_record_ts\":%d}"
            .formatted(startUs, startUs + execUs, startUs + execUs);
    String trace =
        ",\"event_trace_sn\":{\"coll_start_sn\":1,\"kernel_events\":[{\"channel_id\":0}]},"
            + "\"event_trace_ts\":{\"coll_start_ts\":%d,\"coll_stop_ts\":%d,\"kernel_events\":[%s,%s]}"
                .formatted(startUs, startUs, channel.formatted(0), channel.formatted(1));
    return "{%s%s}\n"
        .formatted(head(startUs + 90_000), performance(of, number, bytes, execUs, trace));
  }

  public static String performance(String of, long number, long bytes, long execUs, String trace) {
    return String.format(
        Locale.ROOT,
        "\"coll_perf\":{\"coll\":\"%s\",\"coll_sn\":%d,\"coll_msg_size_bytes\":%s,"
            + "\"coll_exec_time_us\":%d,\"coll_timing_source\":\"kernel_gpu\","
            + "\"coll_algobw_gbs\":%f,\"coll_busbw_gbs\":%f%s}",
        of,
        number,
        Long.toUnsignedString(bytes),
        execUs,
        bytes / (1_000.0 * Math.max(1, execUs)),
        bytes / (1_000.0 * Math.max(1, execUs)),
        trace);
  }

  public String marker(long collRecords, long pairRecords, long dropped, long dumpUs) {
    return "{%s\"dump_stats\":{\"coll_records\":%d,\"coll_dropped_total\":%d,"
            .formatted(head(dumpUs), collRecords, dropped)
        + "\"coll_dropped_since_last_dump\":0,\"p2p_records\":%d,\"p2p_dropped_total\":0,"
            .formatted(pairRecords)
        + "\"p2p_dropped_since_last_dump\":0}}\n";
  }
}
