package dev.ringside.ingest.nsight;

import dev.ringside.core.collective.Collective;
import dev.ringside.ingest.nsight.KernelTable.Kernel;
import dev.ringside.ingest.nsight.NcclPayloads.Payload;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Which calls a kernel carries. Of a group of calls that one kernel carries, each is a call that
 * lasts as long as the kernel; where as many kernels as calls went out and all calls are alike,
 * each kernel is one of them. In all other cases, as where a group is of several communicators, no
 * more is known than that the kernel communicates.
 */
final class CarriedCalls {

  private final Launches launches;
  private final IdentityHashMap<List<Payload>, Integer> kernels = new IdentityHashMap<>();

  CarriedCalls(Launches launches, List<Kernel> kernels) {
    this.launches = launches;
    kernels.forEach(kernel -> this.kernels.merge(launches.callsOf(kernel), 1, Integer::sum));
  }

  /** At least one; of a size below 0 if nothing is known of it. */
  List<Payload> by(Kernel kernel) {
    List<Payload> group = launches.callsOf(kernel);
    Collective own = kernel.family().collective();
    Payload unknown = new Payload(own, 0, -1, -1, -1, -1);
    if (group.isEmpty() || !group.stream().allMatch(call -> fits(own, call))) {
      return List.of(unknown);
    }
    int together = kernels.get(group);
    if (together == 1) {
      return group.stream().map(call -> named(own, call)).toList();
    }
    boolean alike = group.stream().distinct().count() == 1;
    return List.of(alike && together == group.size() ? named(own, group.get(0)) : unknown);
  }

  /**
   * Sends and receives are carried by a kernel that is called after both, and so is an all-to-all.
   */
  private static boolean fits(Collective kernel, Payload call) {
    return kernel == call.collective()
        || call.collective() == Collective.UNKNOWN
        || kernel == Collective.UNKNOWN
        || kernel.isPointToPoint();
  }

  private static Payload named(Collective kernel, Payload call) {
    return call.collective() != Collective.UNKNOWN
        ? call
        : new Payload(
            kernel, call.communicator(), call.bytes(), call.peer(), call.rank(), call.ranks());
  }
}
