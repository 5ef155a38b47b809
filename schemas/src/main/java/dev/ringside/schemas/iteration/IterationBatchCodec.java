package dev.ringside.schemas.iteration;

import dev.ringside.core.bound.Bound;
import dev.ringside.core.iteration.Iteration;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.RecordFormat;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/** Encodes batches of iterations, a column at a time. Thread-safe: no state. */
public final class IterationBatchCodec {

  private static final RecordFormat FORMAT = RecordFormat.of("IterationBatch");

  private IterationBatchCodec() {}

  public static byte[] encode(IterationBatch batch) {
    return FORMAT.encode(batch, IterationBatchCodec::write);
  }

  public static IterationBatch decode(byte[] record) throws MalformedRecordException {
    return FORMAT.decode(record, IterationBatchCodec::read);
  }

  private static void write(WireWriter out, IterationBatch batch) {
    IterationOrigin origin = batch.origin();
    out.writeString(origin.deployment());
    out.writeInt(origin.replica());
    out.writeString(origin.worker());
    out.writeString(origin.agent());
    out.writeString(origin.runId());
    out.writeString(origin.host());
    out.writeLong(batch.sequence());
    out.writeLong(batch.heartbeats());
    out.writeLong(batch.rejected());
    List<Iteration> all = batch.iterations();
    out.writeArray(differences(column(all, Iteration::number)), WireWriter::writeLong);
    out.writeArray(differences(column(all, Iteration::endNs)), WireWriter::writeLong);
    out.writeArray(column(all, Iteration::elapsedNs), WireWriter::writeLong);
    out.writeArray(column(all, Iteration::contextRequests), WireWriter::writeLong);
    out.writeArray(column(all, Iteration::contextTokens), WireWriter::writeLong);
    out.writeArray(column(all, Iteration::generationRequests), WireWriter::writeLong);
    out.writeArray(column(all, Iteration::generationTokens), WireWriter::writeLong);
    List<Integer> dummies =
        IntStream.range(0, all.size()).filter(at -> all.get(at).dummy()).boxed().toList();
    out.writeArray(dummies, WireWriter::writeInt);
  }

  private static List<Long> column(List<Iteration> iterations, ToLongFunction<Iteration> of) {
    return iterations.stream().map(of::applyAsLong).toList();
  }

  private static List<Long> differences(List<Long> values) {
    List<Long> differences = new ArrayList<>();
    long before = 0;
    for (long value : values) {
      differences.add(value - before);
      before = value;
    }
    return differences;
  }

  private static IterationBatch read(WireReader in) throws MalformedRecordException {
    String deployment = in.readString();
    int replica = in.readInt();
    String worker = in.readString();
    IterationOrigin origin =
        new IterationOrigin(
            deployment, replica, worker, in.readString(), in.readString(), in.readString());
    long sequence = in.readLong();
    long heartbeats = in.readLong();
    long rejected = in.readLong();
    return new IterationBatch(origin, sequence, heartbeats, rejected, iterations(in, origin));
  }

  private static List<Iteration> iterations(WireReader in, IterationOrigin origin)
      throws MalformedRecordException {
    List<Long> numbers = sums(column(in));
    List<Long> ends = sums(column(in));
    List<List<Long>> columns = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      columns.add(column(in));
    }
    List<Integer> dummies = in.readArray(Bound.CALLS, WireReader::readInt);
    int size = numbers.size();
    if (ends.size() != size || columns.stream().anyMatch(column -> column.size() != size)) {
      throw in.badValue("columns of iterations differ in length");
    }
    Set<Integer> idle = new HashSet<>(dummies);
    List<Iteration> iterations = new ArrayList<>();
    for (int at = 0; at < size; at++) {
      iterations.add(
          new Iteration(
              origin.worker(),
              origin.replica(),
              numbers.get(at),
              ends.get(at),
              columns.get(0).get(at),
              count(in, columns.get(1).get(at)),
              columns.get(2).get(at),
              count(in, columns.get(3).get(at)),
              columns.get(4).get(at),
              idle.contains(at)));
    }
    return iterations;
  }

  private static List<Long> column(WireReader in) throws MalformedRecordException {
    return in.readArray(Bound.CALLS, WireReader::readLong);
  }

  private static List<Long> sums(List<Long> differences) {
    List<Long> values = new ArrayList<>();
    long value = 0;
    for (long difference : differences) {
      value += difference;
      values.add(value);
    }
    return values;
  }

  private static int count(WireReader in, long value) throws MalformedRecordException {
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw in.badValue("%d sequences in a pass".formatted(value));
    }
    return (int) value;
  }
}
