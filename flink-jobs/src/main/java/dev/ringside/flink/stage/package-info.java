/**
 * What every job that reads batches shares: reading them, deployments by broadcast, waiting for a
 * deployment, dead letters. A job extends {@link dev.ringside.flink.stage.BatchStage}.
 *
 * <p>Nine types, because each of the stage's cares is one: what waits, what may stay, what is sent,
 * what failed.
 */
package dev.ringside.flink.stage;
