package dev.ringside.schemas.deadletter;

import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.RecordFormat;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;

/** Encodes a dead letter as one record, for places without headers. Thread-safe: no state. */
public final class DeadLetterCodec {

  private static final RecordFormat FORMAT = RecordFormat.of("DeadLetter");

  private DeadLetterCodec() {}

  public static byte[] encode(DeadLetter letter) {
    return FORMAT.encode(letter, DeadLetterCodec::write);
  }

  public static DeadLetter decode(byte[] record) throws MalformedRecordException {
    return FORMAT.decode(record, DeadLetterCodec::read);
  }

  private static void write(WireWriter out, DeadLetter letter) {
    out.writeString(letter.reason());
    out.writeString(letter.topic());
    out.writeInt(letter.partition());
    out.writeLong(letter.offset());
    out.writeString(letter.detail());
    out.writeBytes(letter.payload());
  }

  private static DeadLetter read(WireReader in) throws MalformedRecordException {
    return new DeadLetter(
        in.readString(),
        in.readString(),
        in.readInt(),
        in.readLong(),
        in.readString(),
        in.readBytes());
  }
}
