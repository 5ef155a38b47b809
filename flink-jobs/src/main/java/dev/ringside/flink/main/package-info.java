/** One main class a job: wiring only. */
package dev.ringside.flink.main;
