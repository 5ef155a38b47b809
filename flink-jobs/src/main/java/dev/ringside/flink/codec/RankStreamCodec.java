package dev.ringside.flink.codec;

import dev.ringside.core.assembly.OpenPass;
import dev.ringside.core.assembly.PassAssembler;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.stream.RankStream;
import dev.ringside.core.stream.RunStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.TreeSet;

/** A rank's stream in a checkpoint: its runs, their missing batches, their open passes. */
public final class RankStreamCodec implements BinaryCodec<RankStream> {

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(RankStream stream, DataOutput out) throws IOException {
    CoreValues.writeAll(stream.runs(), stream.runs().size(), out, RankStreamCodec::writeRun);
  }

  @Override
  public RankStream read(DataInput in, int writtenVersion) throws IOException {
    return new RankStream(CoreValues.readAll(in, RankStreamCodec::readRun));
  }

  private static void writeRun(RunStream run, DataOutput out) throws IOException {
    out.writeUTF(run.agent());
    out.writeUTF(run.runId());
    out.writeLong(run.nextSequence());
    CoreValues.writeAll(
        run.missing(), run.missing().size(), out, (lost, target) -> target.writeLong(lost));
    out.writeLong(run.passesBefore());
    CoreValues.writeOptional(run.assembler(), out, RankStreamCodec::writeAssembler);
  }

  private static RunStream readRun(DataInput in) throws IOException {
    return new RunStream(
        in.readUTF(),
        in.readUTF(),
        in.readLong(),
        new TreeSet<>(CoreValues.<Long>readAll(in, DataInput::readLong)),
        in.readLong(),
        CoreValues.readOptional(in, RankStreamCodec::readAssembler));
  }

  private static void writeAssembler(PassAssembler assembler, DataOutput out) throws IOException {
    PassAssembler.Snapshot snapshot = assembler.snapshot();
    CoreValues.writeDeployment(assembler.deployment(), out);
    out.writeInt(assembler.rank());
    out.writeLong(snapshot.nextIndex());
    CoreValues.writeOptional(snapshot.heldFirst(), out, CoreValues::writePass);
    CoreValues.writeOptional(snapshot.open(), out, RankStreamCodec::writeProgress);
  }

  private static PassAssembler readAssembler(DataInput in) throws IOException {
    Deployment deployment = CoreValues.readDeployment(in);
    int rank = in.readInt();
    return new PassAssembler(
        deployment,
        rank,
        new PassAssembler.Snapshot(
            in.readLong(),
            CoreValues.readOptional(in, CoreValues::readPass),
            CoreValues.readOptional(in, RankStreamCodec::readProgress)));
  }

  private static void writeProgress(OpenPass.Progress open, DataOutput out) throws IOException {
    CoreValues.writeTallies(open.tallies(), out);
    out.writeLong(open.tokens());
    out.writeLong(open.rows());
    out.writeLong(open.endNs());
    out.writeInt(open.allReduces());
    out.writeInt(open.sends());
    out.writeInt(open.recvs());
    out.writeLong(open.recvElements());
    out.writeInt(open.rebuilds());
  }

  private static OpenPass.Progress readProgress(DataInput in) throws IOException {
    return new OpenPass.Progress(
        CoreValues.readTallies(in),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readInt(),
        in.readInt(),
        in.readInt(),
        in.readLong(),
        in.readInt());
  }
}
