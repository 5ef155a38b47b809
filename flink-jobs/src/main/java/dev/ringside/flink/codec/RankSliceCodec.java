package dev.ringside.flink.codec;

import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.stream.RankSlice;
import dev.ringside.flink.type.BinaryCodec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * What crosses the shuffle from ranks to replicas: one value a batch.
 *
 * <p>Version 1 had the passes one by one, each with its kinds in words, version 2 each kind once;
 * both are still read, for a checkpoint may hold what was on its way.
 */
public final class RankSliceCodec implements BinaryCodec<RankSlice> {

  @Override
  public int version() {
    return 3;
  }

  @Override
  public void write(RankSlice slice, DataOutput out) throws IOException {
    out.writeUTF(slice.deployment());
    out.writeInt(slice.replica());
    out.writeInt(slice.rank());
    out.writeUTF(slice.runId());
    CoreValues.writeAll(
        slice.runRanks(), slice.runRanks().size(), out, (rank, to) -> to.writeInt(rank));
    CoreValues.writeOptional(slice.against(), out, CoreValues::writeDeployment);
    out.writeBoolean(slice.endOfStream());
    out.writeBoolean(slice.gap());
    PassBlocks.write(slice.passes(), out);
    CoreValues.writeAccount(slice.account(), out);
  }

  @Override
  public RankSlice read(DataInput in, int writtenVersion) throws IOException {
    return new RankSlice(
        in.readUTF(),
        in.readInt(),
        in.readInt(),
        in.readUTF(),
        CoreValues.<Integer>readAll(in, DataInput::readInt),
        CoreValues.readOptional(in, CoreValues::readDeployment),
        in.readBoolean(),
        in.readBoolean(),
        readPasses(in, writtenVersion),
        CoreValues.readAccount(in));
  }

  private static List<PassBlock> readPasses(DataInput in, int writtenVersion) throws IOException {
    return switch (writtenVersion) {
      case 1 -> PassBlock.of(CoreValues.readAll(in, CoreValues::readPass));
      case 2 -> PassBlock.of(PassList.read(in));
      default -> PassBlocks.read(in);
    };
  }
}
