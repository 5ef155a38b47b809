package dev.ringside.flink.codec;

import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.ForwardPass;
import dev.ringside.core.statistics.CallTally;
import dev.ringside.core.statistics.ExponentialHistogram;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * Passes of one slice in as few bytes and steps as they allow: each kind of call once, ends as
 * steps, counts as varints. Some 60 bytes a decode pass.
 *
 * <p>Layout: kinds; length of all that follows, so that it is taken from Flink's buffers in one
 * piece; passes, each with its tallies, a tally with the number of its kind. Buckets as (step,
 * count) in ascending order, ended by a step of 0.
 */
final class PassList {

  private static final int BEFORE_FIRST_BUCKET = -2;

  private PassList() {}

  static void write(List<ForwardPass> passes, DataOutput out) throws IOException {
    DataOutputSerializer body = new DataOutputSerializer(256 + 96 * passes.size());
    KindNumbers kinds = new KindNumbers();
    body.writeInt(passes.size());
    long endNs = 0;
    for (ForwardPass pass : passes) {
      Varints.writeSigned(pass.rank(), body);
      Varints.writeSigned(pass.index(), body);
      Varints.writeSigned(pass.tokens(), body);
      Varints.writeSigned(pass.rows(), body);
      Varints.writeSigned(pass.endNs() - endNs, body);
      body.writeBoolean(pass.complete());
      writeTallies(pass, kinds, body);
      endNs = pass.endNs();
    }
    CoreValues.writeAll(kinds.inOrder(), kinds.inOrder().size(), out, CoreValues::writeKind);
    out.writeInt(body.length());
    out.write(body.getSharedBuffer(), 0, body.length());
  }

  private static void writeTallies(ForwardPass pass, KindNumbers kinds, DataOutput out)
      throws IOException {
    Varints.write(pass.tallies().size(), out);
    for (Map.Entry<CallKind, CallTally> entry : pass.tallies().entrySet()) {
      CallTally tally = entry.getValue();
      Varints.write(kinds.of(entry.getKey()), out);
      Varints.write(tally.calls(), out);
      Varints.write(tally.durationNs(), out);
      writeHistogram(tally.durations(), out);
    }
  }

  private static void writeHistogram(ExponentialHistogram histogram, DataOutput out)
      throws IOException {
    out.writeByte(histogram.scale());
    Varints.write(histogram.zeroCount(), out);
    int last = BEFORE_FIRST_BUCKET;
    for (int index = histogram.firstBucket(); index < histogram.bucketsEnd(); index++) {
      long count = histogram.countOf(index);
      if (count != 0) {
        Varints.write(index - last, out);
        Varints.write(count, out);
        last = index;
      }
    }
    Varints.write(0, out);
  }

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
