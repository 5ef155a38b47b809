package dev.ringside.schemas.batch;

import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.bound.Bound;
import java.util.Arrays;

/**
 * The signatures of a batch that is being written, numbered by first use. Reused from batch to
 * batch; a reset costs what the last batch used, not all that the agent has seen.
 *
 * <p>A batch that uses the same signatures as the one before, in the same order, gets the same
 * table object. Most batches do, so results that were derived from the table stay valid.
 */
final class Dictionary {

  private SignatureTable source;
  private SignatureTable signatures;
  private boolean asBefore;
  private int size;
  private int[] localIds = new int[64];
  private int[] used = new int[64];

  Dictionary() {
    Arrays.fill(localIds, -1);
    signatures = new SignatureTable();
  }

  /** Starts a batch whose calls refer to {@code table}. */
  void start(SignatureTable table) {
    for (int id = 0; id < size; id++) {
      localIds[used[id]] = -1;
    }
    size = 0;
    asBefore = isSame(table);
    source = table;
    signatures = asBefore ? signatures : new SignatureTable();
  }

  @SuppressWarnings("ReferenceEquality") // Ids mean the same in the same table only.
  private boolean isSame(SignatureTable table) {
    return table == source;
  }

  /**
   * The number in this batch of the signature with {@code sourceId} in the agent's table.
   *
   * @throws IllegalArgumentException if there would be more than {@link Bound#SIGNATURES}
   */
  int idOf(int sourceId) {
    if (sourceId < localIds.length && localIds[sourceId] >= 0) {
      return localIds[sourceId];
    }
    return add(sourceId);
  }

  private int add(int sourceId) {
    int id = size;
    Bound.SIGNATURES.require(id + 1L, "batch");
    if (sourceId >= localIds.length) {
      int known = localIds.length;
      localIds = Arrays.copyOf(localIds, Math.max(source.size(), sourceId + 1));
      Arrays.fill(localIds, known, localIds.length, -1);
    }
    if (id == used.length) {
      used = Arrays.copyOf(used, id * 2);
    }
    if (asBefore && (id == signatures.size() || used[id] != sourceId)) {
      forgetFrom(id);
    }
    if (!asBefore) {
      signatures.idOf(source.get(sourceId));
    }
    used[id] = sourceId;
    localIds[sourceId] = id;
    size++;
    return id;
  }

  /** Gives the batch a table of its own, with the first {@code count} signatures of the last. */
  private void forgetFrom(int count) {
    SignatureTable own = new SignatureTable();
    for (int id = 0; id < count; id++) {
      own.idOf(signatures.get(id));
    }
    signatures = own;
    asBefore = false;
  }

  /** The batch's signatures, after all its calls were added. */
  SignatureTable signatures() {
    if (asBefore && size < signatures.size()) {
      forgetFrom(size);
    }
    return signatures;
  }
}
