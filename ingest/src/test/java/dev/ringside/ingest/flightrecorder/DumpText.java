package dev.ringside.ingest.flightrecorder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Writes dumps as torch does, one rank each. */
final class DumpText {

  static final JsonMapper JSON = new JsonMapper();
  private static final long BASE_NS = 1_795_784_112_000_000_000L;

  private final ObjectNode dump = JSON.createObjectNode();
  private final ObjectNode groups;
  private final ArrayNode entries;

  private DumpText() {
    dump.put("version", "2.10").put("comm_lib_version", "2.28.9").put("nccl_comm_state", 0);
    groups = dump.putObject("pg_config");
    dump.putObject("pg_status").putObject("0").put("last_enqueued_collective", "7");
    entries = dump.putArray("entries");
  }

  static DumpText empty() {
    return new DumpText();
  }

  DumpText group(String name, String description, String ranks) {
    groups.putObject(name).put("name", name).put("desc", description).put("ranks", ranks);
    return this;
  }

  /** A call of group {@code name} that is over unless {@code open} says otherwise. */
  DumpText call(String name, long sequence, String title, boolean open) {
    entry(name, sequence, title, (int) sequence, !open);
    return this;
  }

  ObjectNode entry(String group, long sequence, String title, int startMs, boolean retired) {
    ObjectNode entry = entries.addObject();
    boolean pair = title.contains("->") || title.contains("<-");
    entry.put("record_id", entries.size() - 1).put("pg_id", 17).put("profiling_name", title);
    entry.putArray("process_group").add(group).add("undefined");
    entry.put("collective_seq_id", pair ? 0 : sequence).put("p2p_seq_id", pair ? sequence : 0);
    entry.put("is_p2p", pair).put("retired", retired).put("state", "scheduled");
    entry.put("time_created_ns", BASE_NS + startMs * 1_000_000L).put("duration_ms", 0.3);
    entry.putArray("input_sizes").addArray().add(2).add(256);
    entry.putArray("input_dtypes").add("BFloat16");
    entry.putArray("output_sizes").addArray().add(2).add(256);
    entry.putArray("output_dtypes").add("BFloat16");
    return entry;
  }

  JsonNode json() {
    return dump;
  }
}
