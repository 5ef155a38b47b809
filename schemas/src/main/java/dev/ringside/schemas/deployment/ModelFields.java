package dev.ringside.schemas.deployment;

import dev.ringside.core.deployment.AttentionShape;
import dev.ringside.core.deployment.FeedForwardShape;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;

/** How the dimensions of a model lie in a record. */
final class ModelFields {

  private ModelFields() {}

  static void write(WireWriter out, ModelShape model) {
    out.writeString(model.name());
    out.writeInt(model.layers());
    out.writeInt(model.hidden());
    out.writeInt(model.vocabulary());
    out.writeInt(model.tensorsHandedOver());
    AttentionShape attention = model.attention();
    out.writeInt(attention.heads());
    out.writeInt(attention.kvHeads());
    out.writeInt(attention.headDim());
    out.writeInt(attention.latentRank());
    out.writeInt(attention.latentRope());
    FeedForwardShape feedForward = model.feedForward();
    out.writeInt(feedForward.intermediate());
    out.writeInt(feedForward.experts());
    out.writeInt(feedForward.expertsPerToken());
    out.writeInt(feedForward.expertIntermediate());
    out.writeInt(feedForward.sharedExperts());
    out.writeInt(feedForward.denseLayers());
    out.writeBoolean(model.tiedEmbeddings());
  }

  static ModelShape read(WireReader in) throws MalformedRecordException {
    return new ModelShape(
        in.readString(),
        in.readInt(),
        in.readInt(),
        in.readInt(),
        in.readInt(),
        readAttention(in),
        readFeedForward(in),
        in.readBoolean());
  }

  private static AttentionShape readAttention(WireReader in) throws MalformedRecordException {
    return new AttentionShape(in.readInt(), in.readInt(), in.readInt(), in.readInt(), in.readInt());
  }

  private static FeedForwardShape readFeedForward(WireReader in) throws MalformedRecordException {
    return new FeedForwardShape(
        in.readInt(), in.readInt(), in.readInt(), in.readInt(), in.readInt(), in.readInt());
  }
}
