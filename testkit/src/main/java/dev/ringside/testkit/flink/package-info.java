/** A real Flink cluster of separate processes; nothing here needs Flink to compile. */
package dev.ringside.testkit.flink;
