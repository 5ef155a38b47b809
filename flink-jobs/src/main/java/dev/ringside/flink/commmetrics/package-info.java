/** The job that turns batches into reports. {@code flink.job} has it in the registry. */
package dev.ringside.flink.commmetrics;
