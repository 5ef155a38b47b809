package dev.ringside.bench.streams;

import dev.ringside.bench.load.Tally;
import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** A tally as three longs. */
final class TallySerde {

  private TallySerde() {}

  static Serde<Tally> create() {
    return Serdes.serdeFrom((topic, tally) -> write(tally), (topic, bytes) -> read(bytes));
  }

  private static byte[] write(Tally tally) {
    return tally == null
        ? null
        : ByteBuffer.allocate(3 * Long.BYTES)
            .putLong(tally.calls())
            .putLong(tally.bytes())
            .putLong(tally.durationNs())
            .array();
  }

  private static Tally read(byte[] bytes) {
    if (bytes == null) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return new Tally(in.getLong(), in.getLong(), in.getLong());
  }
}
