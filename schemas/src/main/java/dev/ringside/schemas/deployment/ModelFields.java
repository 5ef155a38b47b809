package dev.ringside.schemas.deployment;

import dev.ringside.core.deployment.AttentionShape;
import dev.ringside.core.deployment.FeedForwardShape;
import dev.ringside.core.deployment.ModelFamily;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.deployment.Trait;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

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
    write(out, model.family());
  }

  private static void write(WireWriter out, ModelFamily family) {
    out.writeString(family.architecture());
    out.writeString(family.layers());
    SortedMap<String, Integer> traits = new TreeMap<>();
    family.traits().forEach((trait, value) -> traits.put(trait.label(), value));
    out.writeMap(traits, WireWriter::writeInt);
    out.writeArray(family.unread(), WireWriter::writeString);
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
        in.readBoolean(),
        readFamily(in));
  }

  private static ModelFamily readFamily(WireReader in) throws MalformedRecordException {
    return new ModelFamily(
        in.readString(), in.readString(), readTraits(in), in.readArray(WireReader::readString));
  }

  /** A number that this release does not know may stand for calls that it would not expect. */
  private static Map<Trait, Integer> readTraits(WireReader in) throws MalformedRecordException {
    Map<Trait, Integer> traits = new EnumMap<>(Trait.class);
    for (Map.Entry<String, Integer> entry : in.readMap(WireReader::readInt).entrySet()) {
      traits.put(
          Trait.ofLabel(entry.getKey())
              .orElseThrow(() -> in.badValue("trait \"%s\" is unknown".formatted(entry.getKey()))),
          entry.getValue());
    }
    return traits;
  }

  private static AttentionShape readAttention(WireReader in) throws MalformedRecordException {
    return new AttentionShape(in.readInt(), in.readInt(), in.readInt(), in.readInt(), in.readInt());
  }

  private static FeedForwardShape readFeedForward(WireReader in) throws MalformedRecordException {
    return new FeedForwardShape(
        in.readInt(), in.readInt(), in.readInt(), in.readInt(), in.readInt(), in.readInt());
  }
}
