/**
 * Latency and bandwidth fitted to the calls of a recording. Used by {@code calibrate}.
 *
 * <p>Two types: matching calls across ranks is {@code core.match}, the fit itself {@code
 * core.fabric}.
 */
package dev.ringside.ingest.calibration;
