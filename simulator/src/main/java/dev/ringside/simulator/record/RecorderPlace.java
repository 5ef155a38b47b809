package dev.ringside.simulator.record;

import dev.ringside.core.batch.BatchOrigin;
import dev.ringside.core.batch.BatchUnits;
import dev.ringside.simulator.cluster.HostClock;

/**
 * Where a rank's agent is and how it speaks.
 *
 * @param origin of its first start
 * @param declared one run from beginning to end, whatever restarts
 */
public record RecorderPlace(
    BatchOrigin origin, BatchUnits units, HostClock clock, boolean declared) {}
