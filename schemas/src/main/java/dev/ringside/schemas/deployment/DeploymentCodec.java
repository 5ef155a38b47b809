package dev.ringside.schemas.deployment;

import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.Tenant;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.EnumSymbols;
import dev.ringside.schemas.wire.RecordFormat;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;
import java.util.OptionalInt;

/**
 * Encodes and decodes the deployments on the topic {@code ringside.deployments}. Thread-safe: no
 * state.
 *
 * <p>State of a job keeps a deployment as such a whole record, as a bytes value: it begins with the
 * fingerprint of its schema, so a later release can still read it.
 */
public final class DeploymentCodec {

  private static final RecordFormat FORMAT = RecordFormat.of("Deployment");
  private static final EnumSymbols<DataType> DATA_TYPES =
      FORMAT.symbols("DataType", DataType.class, DataType.UNKNOWN);

  private DeploymentCodec() {}

  public static byte[] encode(Deployment deployment) {
    return FORMAT.encode(deployment, DeploymentCodec::write);
  }

  /**
   * @throws MalformedRecordException also for an engine or all-to-all that this release does not
   *     know: comparing with a deployment that is only half understood would give wrong verdicts
   */
  public static Deployment decode(byte[] record) throws MalformedRecordException {
    return FORMAT.decode(record, DeploymentCodec::read);
  }

  private static void write(WireWriter out, Deployment deployment) {
    out.writeString(deployment.name());
    ModelFields.write(out, deployment.model());
    out.writeString(deployment.engine().label());
    out.writeInt(deployment.layout().tensor());
    out.writeInt(deployment.layout().pipeline());
    out.writeInt(deployment.layout().data());
    DATA_TYPES.write(out, deployment.dataType());
    OptionalInt maxNumSeqs = deployment.maxNumSeqs();
    out.writeLong(maxNumSeqs.isPresent() ? 1 : 0);
    maxNumSeqs.ifPresent(out::writeInt);
    out.writeString(deployment.fabric());
    OptionsFields.write(out, deployment.options());
    out.writeString(deployment.tenant().name());
  }

  private static Deployment read(WireReader in) throws MalformedRecordException {
    return new Deployment(
        in.readString(),
        ModelFields.read(in),
        readEngine(in),
        new ParallelLayout(in.readInt(), in.readInt(), in.readInt()),
        DATA_TYPES.read(in),
        in.readIndex(2) == 0 ? OptionalInt.empty() : OptionalInt.of(in.readInt()),
        in.readString(),
        OptionsFields.read(in),
        new Tenant(in.readString()));
  }

  private static Engine readEngine(WireReader in) throws MalformedRecordException {
    String label = in.readString();
    return Engine.ofLabel(label)
        .orElseThrow(
            () ->
                in.badValue(
                    "engine \"%s\" is unknown; known are %s".formatted(label, Engine.labels())));
  }
}
