package dev.ringside.ingest.ras;

import dev.ringside.core.collective.Collective;

/**
 * A collective that a rank has launched and that does not end, because another rank has not
 * launched it.
 *
 * @param hash of the communicator, all 16 hex digits
 * @param member the rank's number within the communicator
 * @param number of the call by communicator and function, from 0: what the Inspector calls {@code
 *     coll_sn}. Both are NCCL's {@code comm->seqNumber}: {@code src/ras/collectives.cc}, {@code
 *     rasCollCommsInit}; {@code src/plugin/profiler.cc}, {@code ncclProfilerStartTaskEvents}
 */
public record StuckCall(String hash, int member, Collective collective, long number) {}
