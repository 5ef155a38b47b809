package dev.ringside.bench.streams;

import dev.ringside.bench.wire.RecordedCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads Avro's binary form. Threads share it, so each has a reader and a decoder of its own. */
final class RecordedCallReader implements Deserializer<RecordedCall> {

  private static final ThreadLocal<SpecificDatumReader<RecordedCall>> READERS =
      ThreadLocal.withInitial(() -> new SpecificDatumReader<>(RecordedCall.class));
  private static final ThreadLocal<BinaryDecoder> DECODERS = new ThreadLocal<>();

  @Override
  public RecordedCall deserialize(String topic, byte[] data) {
    BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(data, DECODERS.get());
    DECODERS.set(decoder);
    try {
      return READERS.get().read(null, decoder);
    } catch (IOException e) {
      throw new UncheckedIOException("a recorded call", e);
    }
  }
}
