package dev.ringside.core.batch;

import dev.ringside.core.collective.CallSignature;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A dictionary of call signatures: ids count up from 0 in the order of first use. Not shared. */
public final class SignatureTable {

  private final List<CallSignature> signatures = new ArrayList<>();
  private final Map<CallSignature, Integer> ids = new HashMap<>();

  /** The id of {@code signature}, given now if it is new. */
  public int idOf(CallSignature signature) {
    Integer known = ids.putIfAbsent(signature, signatures.size());
    if (known != null) {
      return known;
    }
    signatures.add(signature);
    return signatures.size() - 1;
  }

  /**
   * @throws IndexOutOfBoundsException if no signature has this id
   */
  public CallSignature get(int id) {
    return signatures.get(id);
  }

  public int size() {
    return signatures.size();
  }
}
