package dev.ringside.ingest.ncclog;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.ingest.naming.NcclFunctions;
import java.util.List;

/**
 * A call as it was issued.
 *
 * @param count -1 if it is more than any call has; as the caller gave it: of AllGather what one
 *     rank puts in, of ReduceScatter and Scatter what it takes out, of AlltoAll what it gives each
 *     rank
 * @param root of a Send or Recv the other rank, within the communicator
 * @param communicator a pointer, which means something in this process only
 * @param ranks ranks of the communicator, 0 if the line does not say it
 */
record LoggedCall(String function, long count, int type, int root, String communicator, int ranks) {

  /** NCCL's numbers of element types: nccl.h, ncclDataType_t. */
  private static final List<String> TYPES =
      List.of(
          "i8", "u8", "i32", "u32", "i64", "u64", "f16", "f32", "f64", "bf16", "f8e4m3", "f8e5m2");

  /** UNKNOWN for other functions, such as PutSignal. */
  Collective collective() {
    return NcclFunctions.collective(function);
  }

  DataType dataType() {
    return type >= 0 && type < TYPES.size() ? DataType.of(TYPES.get(type)) : DataType.UNKNOWN;
  }

  /** What one rank puts in, -1 if the size of the group would be needed and is not known. */
  long elements(int groupSize) {
    return switch (collective()) {
      case REDUCE_SCATTER, SCATTER, ALL_TO_ALL ->
          groupSize > 0 && count >= 0 && count <= Long.MAX_VALUE / groupSize
              ? count * groupSize
              : -1;
      default -> count;
    };
  }
}
