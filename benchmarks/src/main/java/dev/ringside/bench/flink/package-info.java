/** Flink inside this JVM. */
package dev.ringside.bench.flink;
