/**
 * A calibration as text for the terminal. Used by {@code calibrate}. One type: it is the only text
 * that is about ingest's values and not about core's.
 */
package dev.ringside.cli.calibration;
