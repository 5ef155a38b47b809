/**
 * A calibration as text for the terminal. Used by {@code calibrate}.
 *
 * <p>One type: no other text is about ingest's values.
 */
package dev.ringside.cli.calibration;
