/**
 * Links between GPUs as costs: latency and bandwidth by path, and the fit that finds them. Used by
 * the planner and by {@code calibrate}.
 */
package dev.ringside.core.fabric;
