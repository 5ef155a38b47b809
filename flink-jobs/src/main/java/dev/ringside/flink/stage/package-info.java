/**
 * What every job that reads batches shares: reading them, deployments by broadcast, waiting for a
 * deployment, dead letters. A job extends {@link dev.ringside.flink.stage.BatchStage}.
 */
package dev.ringside.flink.stage;
