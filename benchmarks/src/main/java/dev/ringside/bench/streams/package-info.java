/** Record a call, as a user would write it in Kafka Streams, in a JVM of its own. */
package dev.ringside.bench.streams;
