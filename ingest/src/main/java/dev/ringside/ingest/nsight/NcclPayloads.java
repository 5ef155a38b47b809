package dev.ringside.ingest.nsight;

import dev.ringside.core.collective.Collective;
import dev.ringside.ingest.naming.NcclFunctions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What NCCL attaches to its NVTX ranges, by the names of its fields: releases move them and add
 * some. Each process registers the schemas again, so that rows repeat.
 *
 * <p>Layout: a head of 32 bytes {domainId u32, u32, schemaId u32, u32, payloadSize u64, totalSize
 * u64}, then the fields. Source: nsys-ai {@code nccl_payload_breakdown.py}; NCCL {@code
 * src/include/nvtx_payload_schemas.h}.
 */
final class NcclPayloads {

  /**
   * The fields of a range, -1 where its schema has none.
   *
   * @param collective as the range's function has it, unknown for others
   * @param communicator all 64 bits, 0 if it has none
   * @param bytes what one rank puts in
   */
  record Payload(
      Collective collective, long communicator, long bytes, long peer, long rank, long ranks) {}

  private static final int HEAD = 32;
  private static final int SCHEMA_AT = 8;
  private static final String COMMUNICATOR = "NCCL communicator ID";
  private static final String BYTES = "Message size [bytes]";

  private final Map<Long, Map<String, Integer>> schemas = new HashMap<>();

  NcclPayloads(NsightDatabase database) throws SQLException {
    database.read(
        "NVTX_PAYLOAD_SCHEMA_ENTRIES",
        row ->
            schemas
                .computeIfAbsent(row.getLong(1), any -> new HashMap<>())
                .put(String.valueOf(row.getString(2)), row.getInt(3)),
        "schemaId",
        "name",
        "offset");
    schemas
        .values()
        .removeIf(fields -> !fields.containsKey(BYTES) && !fields.containsKey(COMMUNICATOR));
  }

  /**
   * Empty if there is no payload, or one that is not NCCL's. One with a protocol describes how
   * another range's call is carried out: it would count that call twice.
   */
  Optional<Payload> of(String function, byte[] binary) {
    if (binary == null || binary.length < HEAD) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(binary).order(ByteOrder.LITTLE_ENDIAN);
    Map<String, Integer> fields = schemas.get(Integer.toUnsignedLong(bytes.getInt(SCHEMA_AT)));
    if (fields == null || fields.containsKey("Protocol")) {
      return Optional.empty();
    }
    long communicator = number(bytes, fields.get(COMMUNICATOR), Long.BYTES);
    return Optional.of(
        new Payload(
            collective(function),
            fields.containsKey(COMMUNICATOR) ? communicator : 0,
            number(bytes, fields.get(BYTES), Long.BYTES),
            number(bytes, fields.get("Peer rank"), Integer.BYTES),
            number(bytes, fields.get("Rank"), Integer.BYTES),
            number(bytes, fields.get("No. of ranks"), Integer.BYTES)));
  }

  /**
   * Of {@code ncclAllReduce}, and of what it is called from 2.32 on, {@code ncclAllReduceConfig}.
   */
  private static Collective collective(String function) {
    return NcclFunctions.collective(function.replaceFirst("^nccl", "").replaceFirst("Config$", ""));
  }

  private static long number(ByteBuffer bytes, Integer offset, int size) {
    if (offset == null || offset < 0 || HEAD + (long) offset + size > bytes.limit()) {
      return -1;
    }
    return size == Long.BYTES ? bytes.getLong(HEAD + offset) : bytes.getInt(HEAD + offset);
  }
}
