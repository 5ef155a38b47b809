package dev.ringside.agent.spool;

import dev.ringside.ingest.publish.PublishCounts.Amount;
import dev.ringside.schemas.topic.BatchKey;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A record of a segment: {@code length u32 | crc32c u32 | kind u8 | kept at i64 | calls u32 | key
 * length u16 | key | value}, big-endian. The length and the checksum are of all that follows them.
 *
 * @param kind one of the constants
 * @param key empty but for batches
 * @param size in the file, in bytes
 */
@SuppressWarnings("ArrayRecordComponent") // Written once and never changed.
record SpoolRecord(byte kind, long keptAtMs, int calls, byte[] key, byte[] value, int size) {

  /** A batch whose group goes on: without its end it was never written. */
  static final byte BATCH = 0;

  /** A batch that is a group by itself. */
  static final byte LONE_BATCH = 1;

  /** How far the sources were read; ends the group before it. */
  static final byte STATE = 2;

  /** The last record of a full segment: what it holds. */
  static final byte SEAL = 3;

  static final int HEAD_BYTES = 8;
  static final int SEAL_BYTES = HEAD_BYTES + 15 + 16;

  private static final int BODY_HEAD_BYTES = 15;
  private static final int MOST_BYTES = 64 << 20;
  private static final byte[] NOTHING = new byte[0];

  static ByteBuffer batch(Parcel parcel, boolean lone) {
    return encode(
        lone ? LONE_BATCH : BATCH,
        parcel.keptAtMs(),
        parcel.calls(),
        parcel.key().bytes(),
        parcel.batch());
  }

  static ByteBuffer state(byte[] state, long keptAtMs) {
    return encode(STATE, keptAtMs, 0, NOTHING, state);
  }

  static ByteBuffer seal(Amount held) {
    byte[] value = ByteBuffer.allocate(16).putLong(held.batches()).putLong(held.calls()).array();
    return encode(SEAL, 0, 0, NOTHING, value);
  }

  private static ByteBuffer encode(byte kind, long keptAtMs, int calls, byte[] key, byte[] value) {
    int body = BODY_HEAD_BYTES + key.length + value.length;
    ByteBuffer out = ByteBuffer.allocate(HEAD_BYTES + body);
    out.putInt(body).putInt(0).put(kind).putLong(keptAtMs).putInt(calls);
    out.putShort((short) key.length).put(key).put(value);
    return out.putInt(4, checksum(out.slice(HEAD_BYTES, body))).flip();
  }

  /** Bytes of the record that begins with this head; empty if none can be so long. */
  static Optional<Integer> sizeOf(ByteBuffer head) {
    int body = head.getInt(head.position());
    return body < BODY_HEAD_BYTES || body > MOST_BYTES
        ? Optional.empty()
        : Optional.of(HEAD_BYTES + body);
  }

  /** The record at the buffer's position, which moves behind it; empty if it is not whole. */
  static Optional<SpoolRecord> read(ByteBuffer in) {
    if (in.remaining() < HEAD_BYTES) {
      return Optional.empty();
    }
    Optional<Integer> size = sizeOf(in);
    if (size.isEmpty() || size.get() > in.remaining()) {
      return Optional.empty();
    }
    int start = in.position();
    int body = size.get() - HEAD_BYTES;
    if (in.getInt(start + 4) != checksum(in.slice(start + HEAD_BYTES, body))) {
      return Optional.empty();
    }
    in.position(start + HEAD_BYTES);
    byte kind = in.get();
    long keptAtMs = in.getLong();
    int calls = in.getInt();
    int keyBytes = Short.toUnsignedInt(in.getShort());
    if (keyBytes > body - BODY_HEAD_BYTES) {
      return Optional.empty();
    }
    byte[] key = new byte[keyBytes];
    in.get(key);
    byte[] value = new byte[body - BODY_HEAD_BYTES - keyBytes];
    in.get(value);
    return Optional.of(new SpoolRecord(kind, keptAtMs, calls, key, value, size.get()));
  }

  private static int checksum(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  boolean isBatch() {
    return kind == BATCH || kind == LONE_BATCH;
  }

  /** True if all that stands before and in this record is complete. */
  boolean endsGroup() {
    return kind != BATCH;
  }

  Amount amount() {
    return isBatch() ? new Amount(1, calls) : Amount.NONE;
  }

  /** What a seal says. */
  Amount held() {
    ByteBuffer in = ByteBuffer.wrap(value);
    return new Amount(in.getLong(), in.getLong());
  }

  /** The batch as it was given; empty if its key is none. */
  Optional<Parcel> parcel() {
    return BatchKey.parse(key).map(known -> new Parcel(known, value, calls, keptAtMs));
  }
}
