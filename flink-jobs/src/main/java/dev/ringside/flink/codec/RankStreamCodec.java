package dev.ringside.flink.codec;

import dev.ringside.core.assembly.OpenPass;
import dev.ringside.core.assembly.PassAssembler;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.pass.ForwardPass;
import dev.ringside.core.stream.BatchSequence;
import dev.ringside.core.stream.RankStream;
import dev.ringside.core.stream.RunStream;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;
import java.util.TreeSet;

/** A rank's stream in state: its runs with their missing batches and open passes. */
public final class RankStreamCodec extends WireCodec<RankStream> {

  private static final long serialVersionUID = 1;

  @Override
  void write(RankStream stream, WireWriter out) {
    out.writeArray(stream.runs(), RankStreamCodec::writeRun);
  }

  @Override
  RankStream read(WireReader in, int writtenVersion) throws MalformedRecordException {
    return new RankStream(in.readArray(RankStreamCodec::readRun));
  }

  private static void writeRun(WireWriter out, RunStream run) {
    out.writeString(run.agent());
    out.writeString(run.runId());
    out.writeBoolean(run.isDeclared());
    out.writeLong(run.batches().next());
    out.writeArray(run.batches().missing(), WireWriter::writeLong);
    out.writeLong(run.passesBefore());
    out.writeOptional(run.assembler(), RankStreamCodec::writeAssembler);
  }

  private static RunStream readRun(WireReader in) throws MalformedRecordException {
    return new RunStream(
        in.readString(),
        in.readString(),
        in.readBoolean(),
        new BatchSequence(in.readLong(), new TreeSet<>(in.readArray(WireReader::readLong))),
        in.readLong(),
        in.readOptional(RankStreamCodec::readAssembler));
  }

  private static void writeAssembler(WireWriter out, PassAssembler assembler) {
    PassAssembler.Snapshot snapshot = assembler.snapshot();
    CallFields.writeDeployment(out, assembler.deployment());
    out.writeInt(assembler.rank());
    out.writeLong(snapshot.nextIndex());
    out.writeOptional(snapshot.heldFirst(), RankStreamCodec::writePass);
    out.writeOptional(snapshot.open(), RankStreamCodec::writeProgress);
  }

  private static PassAssembler readAssembler(WireReader in) throws MalformedRecordException {
    Deployment deployment = CallFields.readDeployment(in);
    int rank = in.readInt();
    return new PassAssembler(
        deployment,
        rank,
        new PassAssembler.Snapshot(
            in.readLong(),
            in.readOptional(RankStreamCodec::readPass),
            in.readOptional(RankStreamCodec::readProgress)));
  }

  private static void writePass(WireWriter out, ForwardPass pass) {
    out.writeInt(pass.rank());
    out.writeLong(pass.index());
    out.writeLong(pass.tokens());
    out.writeLong(pass.rows());
    out.writeLong(pass.endNs());
    out.writeBoolean(pass.complete());
    CallFields.writeTallies(out, pass.tallies());
  }

  private static ForwardPass readPass(WireReader in) throws MalformedRecordException {
    return new ForwardPass(
        in.readInt(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readBoolean(),
        CallFields.readTallies(in));
  }

  private static void writeProgress(WireWriter out, OpenPass.Progress open) {
    CallFields.writeTallies(out, open.tallies());
    out.writeLong(open.tokens());
    out.writeLong(open.rows());
    out.writeLong(open.endNs());
    out.writeInt(open.allReduces());
    out.writeInt(open.sends());
    out.writeInt(open.recvs());
    out.writeLong(open.recvElements());
    out.writeInt(open.rebuilds());
  }

  private static OpenPass.Progress readProgress(WireReader in) throws MalformedRecordException {
    return new OpenPass.Progress(
        CallFields.readTallies(in),
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
