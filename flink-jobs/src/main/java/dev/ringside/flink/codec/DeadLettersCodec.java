package dev.ringside.flink.codec;

import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.deadletter.DeadLetter;
import dev.ringside.schemas.deadletter.DeadLetterCodec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Dead letters between operators: the length, then their own Avro encoding. */
public final class DeadLettersCodec implements BinaryCodec<DeadLetter> {
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
      throw new IOException("dead letter in state", e);
    }
  }
}
