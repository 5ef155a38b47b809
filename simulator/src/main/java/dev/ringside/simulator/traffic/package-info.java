/**
 * The calls of one forward pass, made where the model's code makes them: pictures, layers, experts,
 * context, pipeline, drafts. Used by {@code play}. Eleven types, because two walks hold them all
 * together: each is a part of it that knows its own calls and nothing of the others.
 */
package dev.ringside.simulator.traffic;
