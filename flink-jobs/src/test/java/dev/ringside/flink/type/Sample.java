package dev.ringside.flink.type;

/** A value to serialize. */
record Sample(String name, long count) {}
