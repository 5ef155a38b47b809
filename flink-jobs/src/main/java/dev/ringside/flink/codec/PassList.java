package dev.ringside.flink.codec;

import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.ForwardPass;
import dev.ringside.core.statistics.CallTally;
import dev.ringside.core.statistics.ExponentialHistogram;
import java.io.DataInput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.memory.DataInputDeserializer;

/**
 * The passes of a slice as version 2 wrote them; {@link PassBlocks} is how they are written now.
 *
 * <p>Layout: kinds; length of all that follows, so that it is taken from Flink's buffers in one
 * piece; passes, each with its tallies, a tally with the number of its kind. Buckets as (step,
 * count) in ascending order, ended by a step of 0.
 */
final class PassList {

  private static final int BEFORE_FIRST_BUCKET = -2;

  private PassList() {}

  static List<ForwardPass> read(DataInput in) throws IOException {
    List<CallKind> kinds = CoreValues.readAll(in, CoreValues::readKind);
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    DataInputDeserializer body = new DataInputDeserializer(bytes);
    int size = body.readInt();
    List<ForwardPass> passes = new ArrayList<>(size);
    long endNs = 0;
    for (int i = 0; i < size; i++) {
      int rank = (int) Varints.readSigned(body);
      long index = Varints.readSigned(body);
      long tokens = Varints.readSigned(body);
      long rows = Varints.readSigned(body);
      endNs += Varints.readSigned(body);
      boolean complete = body.readBoolean();
      passes.add(
          new ForwardPass(rank, index, tokens, rows, endNs, complete, readTallies(kinds, body)));
    }
    return passes;
  }

  private static Map<CallKind, CallTally> readTallies(List<CallKind> kinds, DataInput in)
      throws IOException {
    int size = (int) Varints.read(in);
    Map<CallKind, CallTally> tallies = new HashMap<>(size * 2);
    for (int i = 0; i < size; i++) {
      CallKind kind = kinds.get((int) Varints.read(in));
      tallies.put(kind, new CallTally(Varints.read(in), Varints.read(in), readHistogram(in)));
    }
    return tallies;
  }

  private static ExponentialHistogram readHistogram(DataInput in) throws IOException {
    ExponentialHistogram histogram = new ExponentialHistogram(in.readByte());
    histogram.addToZero(Varints.read(in));
    int index = BEFORE_FIRST_BUCKET;
    for (int step = (int) Varints.read(in); step > 0; step = (int) Varints.read(in)) {
      index += step;
      histogram.addToBucket(index, Varints.read(in));
    }
    return histogram;
  }
}
