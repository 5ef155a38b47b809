package dev.ringside.ingest.naming;

import dev.ringside.core.collective.Collective;
import java.util.Optional;

/**
 * An operator of PyTorch that launches communication, and where its inputs say what.
 *
 * @param message which of the tensors among its inputs is what the rank puts in (for a receive:
 *     takes out), from 1; 0 if none is
 * @param group which input names the process group, from the end, the last being 1; 0 if none does
 */
public record Operator(Collective collective, int message, int group) {

  /** Empty if an operator of this name does not communicate. */
  public static Optional<Operator> of(String name) {
    return CommunicationNames.inUse().operator(name);
  }
}
