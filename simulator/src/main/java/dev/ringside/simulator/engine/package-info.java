/**
 * What an inference engine does by habit: graphs, kernels, layouts, and how long a rank computes.
 * Used by the traffic of a pass.
 */
package dev.ringside.simulator.engine;
