package dev.ringside.flink.kafka;

import dev.ringside.flink.type.BinaryCodec;
import dev.ringside.flink.type.CodecTypeInformation;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.deadletter.DeadLetter;
import dev.ringside.schemas.deadletter.DeadLetterCodec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** How dead letters travel between operators: in their own Avro encoding. */
public final class DeadLetterType {
  public static final TypeInformation<DeadLetter> TYPE =
      CodecTypeInformation.immutable(DeadLetter.class, new Codec());

  private DeadLetterType() {}

  private static final class Codec implements BinaryCodec<DeadLetter> {
    private static final long serialVersionUID = 1L;

    @Override
    public int version() {
      return 1;
    }

    @Override
    public void write(DeadLetter letter, DataOutput out) throws IOException {
      ByteArrays.write(DeadLetterCodec.encode(letter), out);
    }

    @Override
    public DeadLetter read(DataInput in, int version) throws IOException {
      try {
        return DeadLetterCodec.decode(ByteArrays.read(in));
      } catch (MalformedRecordException e) {
        throw new IOException(e);
      }
    }
  }
}
