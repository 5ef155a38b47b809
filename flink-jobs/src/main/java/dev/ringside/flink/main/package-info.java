/**
 * The main class of the job jar, for {@code flink run} and the image.
 *
 * <p>One type: there is one main for all jobs.
 */
package dev.ringside.flink.main;
