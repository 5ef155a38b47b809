/**
 * Settings of the jobs and of Flink, parsed once. Main and every place that starts a job use it.
 */
package dev.ringside.flink.config;
