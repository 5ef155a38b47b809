package dev.ringside.flink.codec;

import dev.ringside.core.assembly.OpenPass;
import dev.ringside.core.assembly.PassAssembler;
import dev.ringside.core.assembly.StepParser;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.grammar.StepSizes;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.ForwardPass;
import dev.ringside.core.pass.Slip;
import dev.ringside.core.statistics.CallTally;
import dev.ringside.core.stream.BatchSequence;
import dev.ringside.core.stream.RankStream;
import dev.ringside.core.stream.RunStream;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    return new RankStream(in.readArray(from -> readRun(from, writtenVersion)));
  }

  /**
   * The second version has the steps that were told and wait for their calls, the third what
   * decides how the calls of an open pass are read.
   */
  @Override
  public int version() {
    return 3;
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

  private static RunStream readRun(WireReader in, int version) throws MalformedRecordException {
    return new RunStream(
        in.readString(),
        in.readString(),
        in.readBoolean(),
        new BatchSequence(in.readLong(), new TreeSet<>(in.readArray(WireReader::readLong))),
        in.readLong(),
        in.readOptional(from -> readAssembler(from, version)));
  }

  /** Stands where R of an open pass stood, and says that its place in the sentence follows. */
  private static final long PARSED = Long.MIN_VALUE;

  private static void writeAssembler(WireWriter out, PassAssembler assembler) {
    PassAssembler.Snapshot snapshot = assembler.snapshot();
    CallFields.writeDeployment(out, assembler.deployment());
    out.writeInt(assembler.rank());
    out.writeLong(snapshot.nextIndex());
    out.writeOptional(snapshot.heldFirst(), RankStreamCodec::writePass);
    out.writeOptional(snapshot.open(), RankStreamCodec::writeProgress);
    out.writeArray(snapshot.steps(), CallFields::writeStep);
  }

  private static PassAssembler readAssembler(WireReader in, int version)
      throws MalformedRecordException {
    Deployment deployment = CallFields.readDeployment(in);
    int rank = in.readInt();
    return new PassAssembler(
        deployment,
        rank,
        new PassAssembler.Snapshot(
            in.readLong(),
            in.readOptional(RankStreamCodec::readPass),
            in.readOptional(from -> readProgress(from, version)),
            version < 2 ? List.of() : in.readArray(CallFields::readStep)));
  }

  private static void writePass(WireWriter out, ForwardPass pass) {
    out.writeInt(pass.rank());
    out.writeLong(pass.index());
    CallFields.writeSizes(out, pass.sizes());
    out.writeLong(pass.endNs());
    CallFields.writeComplete(out, pass.complete(), pass.slips());
    CallFields.writeTallies(out, pass.tallies());
  }

  private static ForwardPass readPass(WireReader in) throws MalformedRecordException {
    int rank = in.readInt();
    long index = in.readLong();
    StepSizes sizes = CallFields.readSizes(in);
    long endNs = in.readLong();
    byte flags = in.readByte();
    List<Slip> slips = CallFields.slipsAfter(flags, in);
    return new ForwardPass(
        rank, index, sizes, endNs, CallFields.isComplete(flags), CallFields.readTallies(in), slips);
  }

  private static void writeProgress(WireWriter out, OpenPass.Progress open) {
    CallFields.writeTallies(out, open.tallies());
    out.writeLong(open.parser().sizes().tokens());
    out.writeLong(PARSED);
    out.writeLong(open.endNs());
    writeParser(out, open.parser());
  }

  private static void writeParser(WireWriter out, StepParser.State parser) {
    out.writeVarint(parser.sentence());
    out.writeVarint(parser.at());
    out.writeZigzag(parser.chosen());
    out.writeVarint(parser.taken().size());
    for (int taken : parser.taken()) {
      out.writeVarint(taken);
    }
    out.writeVarint(parser.fitted());
    CallFields.writeSlips(out, parser.slips());
    out.writeBoolean(parser.begun());
    out.writeBoolean(parser.sumsSeen());
    CallFields.writeSizes(out, parser.sizes());
    out.writeBoolean(parser.othersKnown());
    out.writeZigzag(parser.picture());
    out.writeOptional(parser.last(), CallFields::writeKind);
    writeLook(out, parser.look());
  }

  private static void writeLook(WireWriter out, StepParser.Look look) {
    out.writeArray(look.told(), WireWriter::writeLong);
    out.writeBoolean(look.onCpu());
    out.writeBoolean(look.drafting());
    out.writeBoolean(look.guessed());
    out.writeBoolean(look.ended());
    out.writeVarint(look.tried());
  }

  private static StepParser.Look readLook(WireReader in) throws MalformedRecordException {
    return new StepParser.Look(
        in.readArray(WireReader::readLong),
        in.readBoolean(),
        in.readBoolean(),
        in.readBoolean(),
        in.readBoolean(),
        (int) in.readVarint());
  }

  private static StepParser.Look lookBefore(long fitted, Optional<CallKind> last) {
    boolean onCpu = last.map(kind -> kind.transport() == Transport.GLOO).orElse(false);
    return StepParser.Look.of(fitted, onCpu);
  }

  private static OpenPass.Progress readProgress(WireReader in, int version)
      throws MalformedRecordException {
    Map<CallKind, CallTally> tallies = CallFields.readTallies(in);
    long tokens = in.readLong();
    long rows = in.readLong();
    long endNs = in.readLong();
    StepParser.State parser =
        rows == PARSED ? readParser(in, version) : readCounts(in, tokens, rows);
    return new OpenPass.Progress(tallies, endNs, parser);
  }

  /** As it was before passes were parsed: what has been seen of the pass, and not which place. */
  private static StepParser.State readCounts(WireReader in, long tokens, long rows)
      throws MalformedRecordException {
    int sums = in.readInt();
    in.readInt();
    in.readInt();
    in.readLong();
    in.readInt();
    StepSizes sizes = new StepSizes(tokens, rows);
    return new StepParser.State(
        0,
        0,
        -1,
        List.of(0, 0, 0, 0),
        sums,
        List.of(),
        true,
        sums > 0,
        sizes,
        false,
        -1,
        Optional.empty(),
        lookBefore(sums, Optional.empty()));
  }

  private static StepParser.State readParser(WireReader in, int version)
      throws MalformedRecordException {
    int sentence = (int) in.readVarint();
    int at = (int) in.readVarint();
    int chosen = (int) in.readZigzag();
    List<Integer> taken = new ArrayList<>();
    long places = in.readVarint();
    for (long i = 0; i < places; i++) {
      taken.add((int) in.readVarint());
    }
    long fitted = in.readVarint();
    List<Slip> slips = CallFields.readSlips(in);
    boolean begun = in.readBoolean();
    boolean sumsSeen = in.readBoolean();
    StepSizes sizes = CallFields.readSizes(in);
    boolean othersKnown = in.readBoolean();
    long picture = in.readZigzag();
    Optional<CallKind> last = in.readOptional(CallFields::readKind);
    return new StepParser.State(
        sentence,
        at,
        chosen,
        taken,
        fitted,
        slips,
        begun,
        sumsSeen,
        sizes,
        othersKnown,
        picture,
        last,
        version < 3 ? lookBefore(fitted, last) : readLook(in));
  }
}
