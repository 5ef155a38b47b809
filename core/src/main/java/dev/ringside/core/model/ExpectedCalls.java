package dev.ringside.core.model;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.parallelism.Parallelism;

/**
 * Calls that each rank of a stage must make in one forward pass.
 *
 * @param sendElements see {@link Collective}; −1 where T̂ is not known
 * @param count calls of one rank
 */
public record ExpectedCalls(
    Purpose purpose,
    Parallelism parallelism,
    Collective collective,
    long sendElements,
    DataType dataType,
    long count) {}
