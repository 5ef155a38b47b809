package dev.ringside.core.engine;

/**
 * A pass that calls show and that waits for the engine's word.
 *
 * @param tokens T̂, −1 if not visible
 */
public record SeenPass(long endNs, long tokens) {}
