package dev.ringside.ingest.naming;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Transport;
import java.util.Optional;

/**
 * What a GPU kernel's name says about the communication in it: the library, the collective as far
 * as the name goes, and whether the kernel computes too.
 *
 * <p>Nothing more is read from a name: algorithm, protocol and data type in it are those of the
 * specialisation that was compiled, not of the call.
 *
 * <p>Which names mean what is data: {@link CommunicationNames}.
 */
public record KernelFamily(Transport transport, Collective collective, boolean fusedCompute) {

  /** A kernel of no known name that looks like communication: counted, and named to the reader. */
  public static final KernelFamily LOOKALIKE =
      new KernelFamily(Transport.UNKNOWN, Collective.UNKNOWN, false);

  /**
   * Empty if the kernel does not communicate, or only prepares communication (DeepEP's notify
   * kernels). {@link #LOOKALIKE} if only its words say so.
   */
  public static Optional<KernelFamily> of(String kernelName) {
    return CommunicationNames.inUse().kernel(kernelName);
  }

  public boolean isLookalike() {
    return equals(LOOKALIKE);
  }
}
