/**
 * Event time of what a job reads: watermarks of batches, and of records that hold at any time.
 * Every job uses it for its sources.
 */
package dev.ringside.flink.time;
