/**
 * What a transfer costs on a link: laws, priors and fits of latency and bandwidth. Used by routing,
 * the planner and {@code ringside calibrate}.
 */
package dev.ringside.core.fabric;
