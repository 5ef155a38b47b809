/** Settings of the job and of Flink, parsed once. */
package dev.ringside.flink.config;
