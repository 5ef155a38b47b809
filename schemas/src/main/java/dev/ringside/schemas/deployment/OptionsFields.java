package dev.ringside.schemas.deployment;

import dev.ringside.core.deployment.AllToAll;
import dev.ringside.core.deployment.ServingOptions;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;
import java.util.TreeSet;

/** How the options a deployment serves with lie in a record. */
final class OptionsFields {

  private OptionsFields() {}

  static void write(WireWriter out, ServingOptions options) {
    out.writeBoolean(options.expertParallel());
    out.writeString(options.allToAll().label());
    out.writeInt(options.decodeContext());
    out.writeInt(options.prefillContext());
    out.writeBoolean(options.sequenceParallel());
    out.writeInt(options.speculativeTokens());
    out.writeOptional(options.draft(), ModelFields::write);
    out.writeString(options.engineVersion());
    out.writeString(options.gpu());
    out.writeInt(options.gpusPerNode());
    out.writeArray(options.flags(), WireWriter::writeString);
    out.writeInt(options.attentionReplicas());
  }

  static ServingOptions read(WireReader in) throws MalformedRecordException {
    return new ServingOptions(
        in.readBoolean(),
        readAllToAll(in),
        in.readInt(),
        in.readInt(),
        in.readBoolean(),
        in.readInt(),
        in.readOptional(ModelFields::read),
        in.readString(),
        in.readString(),
        in.readInt(),
        new TreeSet<>(in.readArray(WireReader::readString)),
        in.readInt());
  }

  private static AllToAll readAllToAll(WireReader in) throws MalformedRecordException {
    String label = in.readString();
    return AllToAll.ofLabel(label)
        .orElseThrow(
            () ->
                in.badValue(
                    "all-to-all \"%s\" is unknown; known are %s"
                        .formatted(label, AllToAll.labels())));
  }
}
