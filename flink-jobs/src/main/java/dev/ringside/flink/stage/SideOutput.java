package dev.ringside.flink.stage;

import org.apache.flink.util.OutputTag;

/** The way to side outputs that every context of a stage has, under one type. */
@FunctionalInterface
public interface SideOutput {
  <X> void send(OutputTag<X> tag, X value);
}
