package dev.ringside.core.derived;

import java.util.List;

/**
 * All that was asked for beside a plan; what was not is empty.
 *
 * @param federation the layout as a Federation of Experts
 * @param speculation the layout as instances of Distributed Speculative Inference, by stage
 * @param transfers of one prompt's KV cache, by stage
 * @param routing what ranks receive if routing is skewed
 */
public record Derivations(
    List<DerivedRow> federation,
    List<List<DerivedRow>> speculation,
    List<KvTransfer> transfers,
    List<RoutedPasses> routing) {

  public static final Derivations NONE =
      new Derivations(List.of(), List.of(), List.of(), List.of());

  public Derivations {
    federation = List.copyOf(federation);
    speculation = List.copyOf(speculation);
    transfers = List.copyOf(transfers);
    routing = List.copyOf(routing);
  }
}
