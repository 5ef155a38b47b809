package dev.ringside.flink.stage;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.flink.codec.DeploymentBytes;
import dev.ringside.flink.record.KafkaRecord;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.deployment.DeploymentCodec;
import java.util.Optional;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The deployments a job knows, by name.
 *
 * <p>State: broadcast, in the bytes of their topic; each replaced when published again, removed
 * when deleted from the topic.
 */
public final class DeploymentStore {
  public static final MapStateDescriptor<String, byte[]> STATE =
      new MapStateDescriptor<>(
          "deployments", Types.STRING, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

  private final ReadOnlyBroadcastState<String, byte[]> state;

  DeploymentStore(ReadOnlyBroadcastState<String, byte[]> state) {
    this.state = state;
  }

  boolean knows(String name) throws Exception {
    return state.contains(name);
  }

  /** The deployment with this name; empty for an unknown or an empty name. */
  Optional<Deployment> named(String name) throws Exception {
    byte[] known = name.isEmpty() ? null : state.get(name);
    return known == null ? Optional.empty() : Optional.of(DeploymentBytes.decode(known));
  }

  /**
   * Takes a record of the deployments topic.
   *
   * @throws MalformedRecordException if it cannot be read; the deployment known so far stays
   */
  static void update(BroadcastState<String, byte[]> state, KafkaRecord record) throws Exception {
    if (record.value() == null) {
      state.remove(record.keyText());
    } else {
      state.put(DeploymentCodec.decode(record.value()).name(), record.value());
    }
  }
}
