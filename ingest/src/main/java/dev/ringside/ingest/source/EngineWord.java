package dev.ringside.ingest.source;

import dev.ringside.core.iteration.Iteration;
import java.util.List;

/**
 * What an engine itself wrote into the file of one rank, beside the calls.
 *
 * @param engine as a deployment names it; empty if the file does not say
 * @param version its release, in its own words; empty if the file does not say
 * @param steps of this rank, in the order in which they began, each with end and duration on the
 *     calls' clock
 */
public record EngineWord(String engine, String version, List<Iteration> steps) {

  /** Nothing. */
  public static final EngineWord NONE = new EngineWord("", "", List.of());

  public EngineWord {
    steps = List.copyOf(steps);
  }
}
