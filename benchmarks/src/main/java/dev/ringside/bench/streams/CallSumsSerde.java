package dev.ringside.bench.streams;

import dev.ringside.bench.load.CallSums;
import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** Sums as three longs. */
final class CallSumsSerde {

  private CallSumsSerde() {}

  static Serde<CallSums> create() {
    return Serdes.serdeFrom((topic, sums) -> write(sums), (topic, bytes) -> read(bytes));
  }

  private static byte[] write(CallSums sums) {
    return sums == null
        ? null
        : ByteBuffer.allocate(3 * Long.BYTES)
            .putLong(sums.calls())
            .putLong(sums.bytes())
            .putLong(sums.durationNs())
            .array();
  }

  private static CallSums read(byte[] bytes) {
    if (bytes == null) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return new CallSums(in.getLong(), in.getLong(), in.getLong());
  }
}
