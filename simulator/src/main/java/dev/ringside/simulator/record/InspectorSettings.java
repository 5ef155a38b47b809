package dev.ringside.simulator.record;

/**
 * NCCL Inspector's environment.
 *
 * @param dumpNs from one dump to the next
 * @param ring calls of one communicator that are kept between dumps
 * @param floorBytes calls that put in less are not tracked
 */
public record InspectorSettings(long dumpNs, int ring, long floorBytes) {}
