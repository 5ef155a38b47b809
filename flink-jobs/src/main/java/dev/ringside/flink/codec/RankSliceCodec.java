package dev.ringside.flink.codec;

import dev.ringside.core.stream.RankSlice;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What crosses the shuffle from ranks to replicas: one value a batch. */
public final class RankSliceCodec implements BinaryCodec<RankSlice> {

  @Override
  public int version() {
    return 1;
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
        PassBlocks.read(in),
        CoreValues.readAccount(in));
  }
}
