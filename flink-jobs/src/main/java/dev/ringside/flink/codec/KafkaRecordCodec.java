package dev.ringside.flink.codec;

import dev.ringside.flink.record.KafkaRecord;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Kafka records in state and between operators, field by field. */
public final class KafkaRecordCodec implements BinaryCodec<KafkaRecord> {
  private static final long serialVersionUID = 1L;

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(KafkaRecord record, DataOutput out) throws IOException {
    out.writeUTF(record.topic());
    out.writeInt(record.partition());
    out.writeLong(record.offset());
    out.writeLong(record.timestampMs());
    ByteArrays.write(record.key(), out);
    ByteArrays.write(record.value(), out);
  }

  @Override
  public KafkaRecord read(DataInput in, int version) throws IOException {
    return new KafkaRecord(
        in.readUTF(),
        in.readInt(),
        in.readLong(),
        in.readLong(),
        ByteArrays.read(in),
        ByteArrays.read(in));
  }
}
