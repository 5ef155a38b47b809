package dev.ringside.flink.stage;

import dev.ringside.core.bound.Bound;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.flink.codec.DeploymentBytes;
import dev.ringside.flink.record.KafkaRecord;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.deadletter.DeadLetter;
import dev.ringside.schemas.deployment.DeploymentCodec;
import java.util.Map;
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
 * when deleted from the topic. Bound: {@link Bound#DEPLOYMENTS}.
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
   * Takes a record of the deployments topic. One that is refused is a dead letter, and the
   * deployment known so far stays.
   *
   * @return true if it was taken
   */
  static boolean update(
      BroadcastState<String, byte[]> state,
      KafkaRecord record,
      DeadLetters refused,
      SideOutput side)
      throws Exception {
    if (record.value() == null) {
      state.remove(record.keyText());
      return true;
    }
    try {
      String name = DeploymentCodec.decode(record.value()).name();
      if (!name.equals(record.keyText())) {
        String line = "the record key \"%s\" is not the deployment's name \"%s\"";
        String key = Bound.NAME_BYTES.cut(record.keyText());
        refused.refuse(record, DeadLetter.KEY_MISMATCH, line.formatted(key, name), side);
      } else if (!state.contains(name) && !Bound.DEPLOYMENTS.allows(1 + count(state))) {
        String line = Bound.DEPLOYMENTS.saying(1 + count(state), "deployment " + name);
        refused.refuse(record, DeadLetter.BEYOND_BOUND, line, side);
      } else {
        state.put(name, record.value());
        return true;
      }
    } catch (MalformedRecordException e) {
      refused.malformed(record, e, side);
    } catch (RuntimeException e) {
      refused.internalError(record, e, side);
    }
    return false;
  }

  private static long count(BroadcastState<String, byte[]> state) throws Exception {
    long count = 0;
    for (Map.Entry<String, byte[]> unused : state.immutableEntries()) {
      count++;
    }
    return count;
  }
}
