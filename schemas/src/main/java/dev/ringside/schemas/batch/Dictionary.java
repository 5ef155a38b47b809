package dev.ringside.schemas.batch;

import dev.ringside.core.collective.SignatureTable;
import java.util.Arrays;

/**
 * The signatures one batch uses, numbered by first use, while it is written. Reused: forgetting
 * costs what was used, not what the agent has ever seen.
 */
final class Dictionary {

  static final int MAX_SIGNATURES = 65_536;

  private SignatureTable source;
  private SignatureTable signatures;
  private int[] localIds = new int[64];
  private int[] used = new int[64];

  Dictionary() {
    Arrays.fill(localIds, -1);
    signatures = new SignatureTable();
  }

  /** Begins a batch whose calls refer to {@code table}. */
  void start(SignatureTable table) {
    for (int id = 0; id < signatures.size(); id++) {
      localIds[used[id]] = -1;
    }
    source = table;
    signatures = new SignatureTable();
  }

  /**
   * The number in this batch of the signature with {@code sourceId} in the agent's table.
   *
   * @throws IllegalArgumentException if there would be more than {@link #MAX_SIGNATURES}
   */
  int idOf(int sourceId) {
    if (sourceId < localIds.length && localIds[sourceId] >= 0) {
      return localIds[sourceId];
    }
    return add(sourceId);
  }

  private int add(int sourceId) {
    int id = signatures.size();
    if (id == MAX_SIGNATURES) {
      throw new IllegalArgumentException("a batch of more than %d signatures".formatted(id));
    }
    if (sourceId >= localIds.length) {
      int known = localIds.length;
      localIds = Arrays.copyOf(localIds, Math.max(source.size(), sourceId + 1));
      Arrays.fill(localIds, known, localIds.length, -1);
    }
    if (id == used.length) {
      used = Arrays.copyOf(used, id * 2);
    }
    signatures.idOf(source.get(sourceId));
    used[id] = sourceId;
    localIds[sourceId] = id;
    return id;
  }

  SignatureTable signatures() {
    return signatures;
  }
}
