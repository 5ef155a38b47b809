package dev.ringside.ingest.naming;

import dev.ringside.core.collective.Collective;
import java.util.Locale;

/**
 * PyTorch's names of collectives: {@code allreduce}, {@code _allgather_base}, {@code
 * reduce_scatter_tensor_coalesced}, {@code all_to_allv}.
 *
 * <p>Source: torch {@code ProcessGroupNCCL.cpp} (record_param_comms) and {@code
 * ProcessGroupGloo.cpp} (profiling titles).
 */
public final class TorchCollectives {

  private TorchCollectives() {}

  /** {@link Collective#UNKNOWN} for any other name, {@code wait} among them: it moves nothing. */
  public static Collective of(String name) {
    String word = name.toLowerCase(Locale.ROOT).replace("_", "");
    if (word.equals("coalesced")) {
      return Collective.COALESCED;
    }
    return switch (stem(word)) {
      case "allreduce", "sparseallreduce" -> Collective.ALL_REDUCE;
      case "allgather" -> Collective.ALL_GATHER;
      case "reducescatter" -> Collective.REDUCE_SCATTER;
      case "broadcast" -> Collective.BROADCAST;
      case "reduce" -> Collective.REDUCE;
      case "alltoall", "alltoallv" -> Collective.ALL_TO_ALL;
      case "gather" -> Collective.GATHER;
      case "scatter" -> Collective.SCATTER;
      case "send" -> Collective.SEND;
      case "recv", "recvanysource" -> Collective.RECV;
      case "barrier" -> Collective.BARRIER;
      default -> Collective.UNKNOWN;
    };
  }

  /** Without the endings that name an interface, not another collective. */
  private static String stem(String word) {
    return word.replaceFirst("(base|intotensor|tensor|oop|single)?(coalesced)?$", "");
  }
}
