package dev.ringside.flink.codec;

import dev.ringside.core.account.Account;
import dev.ringside.core.account.PassCounts;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.ForwardPass;
import dev.ringside.core.statistics.CallTally;
import dev.ringside.core.statistics.ExponentialHistogram;
import dev.ringside.schemas.MalformedRecordException;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How core's values are laid out between operators and in state. Enum constants go by name, so that
 * a constant added in the middle of an enum breaks no savepoint.
 */
public final class CoreValues {

  private CoreValues() {}

  /** Writes one value; may fail like the stream it writes to. */
  @FunctionalInterface
  public interface Writer<T> {
    void write(T value, DataOutput out) throws IOException;
  }

  /** Reads one value. */
  @FunctionalInterface
  public interface Reader<T> {
    T read(DataInput in) throws IOException;
  }

  public static <T> void writeOptional(Optional<T> value, DataOutput out, Writer<T> writer)
      throws IOException {
    out.writeBoolean(value.isPresent());
    if (value.isPresent()) {
      writer.write(value.get(), out);
    }
  }

  public static <T> Optional<T> readOptional(DataInput in, Reader<T> reader) throws IOException {
    return in.readBoolean() ? Optional.of(reader.read(in)) : Optional.empty();
  }

  public static <T> void writeAll(
      Iterable<? extends T> values, int size, DataOutput out, Writer<T> writer) throws IOException {
    out.writeInt(size);
    for (T value : values) {
      writer.write(value, out);
    }
  }

  public static <T> List<T> readAll(DataInput in, Reader<T> reader) throws IOException {
    int size = in.readInt();
    List<T> values = new ArrayList<>(Math.min(size, 4096));
    for (int i = 0; i < size; i++) {
      values.add(reader.read(in));
    }
    return values;
  }

  public static void writeDeployment(Deployment deployment, DataOutput out) throws IOException {
    byte[] bytes = DeploymentBytes.encode(deployment);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  public static Deployment readDeployment(DataInput in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    try {
      return DeploymentBytes.decode(bytes);
    } catch (MalformedRecordException e) {
      throw new IOException("deployment in state", e);
    }
  }

  public static void writeHistogram(ExponentialHistogram histogram, DataOutput out)
      throws IOException {
    out.writeByte(histogram.scale());
    out.writeLong(histogram.zeroCount());
    int[] buckets = new int[1];
    histogram.forEachBucket((index, count) -> buckets[0]++);
    out.writeInt(buckets[0]);
    IOException[] failure = new IOException[1];
    histogram.forEachBucket(
        (index, count) -> {
          try {
            out.writeShort(index);
            out.writeLong(count);
          } catch (IOException e) {
            failure[0] = e;
          }
        });
    if (failure[0] != null) {
      throw failure[0];
    }
  }

  public static ExponentialHistogram readHistogram(DataInput in) throws IOException {
    ExponentialHistogram histogram = new ExponentialHistogram(in.readByte());
    histogram.addToZero(in.readLong());
    for (int buckets = in.readInt(); buckets > 0; buckets--) {
      histogram.addToBucket(in.readShort(), in.readLong());
    }
    return histogram;
  }

  public static void writeTally(CallTally tally, DataOutput out) throws IOException {
    out.writeLong(tally.calls());
    out.writeLong(tally.durationNs());
    writeHistogram(tally.durations(), out);
  }

  public static CallTally readTally(DataInput in) throws IOException {
    return new CallTally(in.readLong(), in.readLong(), readHistogram(in));
  }

  public static void writeKind(CallKind kind, DataOutput out) throws IOException {
    out.writeUTF(kind.parallelism().name());
    out.writeUTF(kind.collective().name());
    out.writeLong(kind.sendElements());
    out.writeUTF(kind.dataType().name());
    out.writeUTF(kind.transport().name());
    out.writeInt(kind.groupSize());
  }

  public static CallKind readKind(DataInput in) throws IOException {
    return new CallKind(
        Parallelism.valueOf(in.readUTF()),
        Collective.valueOf(in.readUTF()),
        in.readLong(),
        DataType.valueOf(in.readUTF()),
        Transport.valueOf(in.readUTF()),
        in.readInt());
  }

  public static void writeTallies(Map<CallKind, CallTally> tallies, DataOutput out)
      throws IOException {
    out.writeInt(tallies.size());
    for (Map.Entry<CallKind, CallTally> entry : tallies.entrySet()) {
      writeKind(entry.getKey(), out);
      writeTally(entry.getValue(), out);
    }
  }

  public static Map<CallKind, CallTally> readTallies(DataInput in) throws IOException {
    Map<CallKind, CallTally> tallies = new HashMap<>();
    for (int size = in.readInt(); size > 0; size--) {
      tallies.put(readKind(in), readTally(in));
    }
    return tallies;
  }

  public static void writePass(ForwardPass pass, DataOutput out) throws IOException {
    out.writeInt(pass.rank());
    out.writeLong(pass.index());
    out.writeLong(pass.tokens());
    out.writeLong(pass.rows());
    out.writeLong(pass.endNs());
    out.writeBoolean(pass.complete());
    writeTallies(pass.tallies(), out);
  }

  public static ForwardPass readPass(DataInput in) throws IOException {
    return new ForwardPass(
        in.readInt(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readBoolean(),
        readTallies(in));
  }

  public static void writeAccount(Account account, DataOutput out) throws IOException {
    out.writeLong(account.observed());
    out.writeLong(account.windowed());
    out.writeLong(account.incomplete());
    out.writeLong(account.late());
    out.writeLong(account.duplicate());
    out.writeInt(account.rejected().size());
    for (Map.Entry<String, Long> entry : account.rejected().entrySet()) {
      out.writeUTF(entry.getKey());
      out.writeLong(entry.getValue());
    }
    out.writeLong(account.deadLetteredRecords());
  }

  public static Account readAccount(DataInput in) throws IOException {
    long observed = in.readLong();
    long windowed = in.readLong();
    long incomplete = in.readLong();
    long late = in.readLong();
    long duplicate = in.readLong();
    TreeMap<String, Long> rejected = new TreeMap<>();
    for (int size = in.readInt(); size > 0; size--) {
      rejected.put(in.readUTF(), in.readLong());
    }
    return new Account(observed, windowed, incomplete, late, duplicate, rejected, in.readLong());
  }

  public static void writeCounts(PassCounts counts, DataOutput out) throws IOException {
    out.writeLong(counts.prefill());
    out.writeLong(counts.decode());
    out.writeLong(counts.unknown());
    out.writeLong(counts.incomplete());
  }

  public static PassCounts readCounts(DataInput in) throws IOException {
    return new PassCounts(in.readLong(), in.readLong(), in.readLong(), in.readLong());
  }
}
