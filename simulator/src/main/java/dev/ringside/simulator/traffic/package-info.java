/**
 * The calls of one forward pass, made where the model's code makes them: layers, experts, context,
 * pipeline, drafts. Used by {@code play}.
 */
package dev.ringside.simulator.traffic;
