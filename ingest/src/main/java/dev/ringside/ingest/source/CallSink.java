package dev.ringside.ingest.source;

/** Takes the calls that a reader or a source finds. */
@FunctionalInterface
public interface CallSink {

  /** Where the calls of one rank go; for a rank that is known already, on with those before. */
  RankCalls rank(RankInfo who);

  /** Takes what the file says besides calls. A sink that wants only calls need not listen. */
  default void note(Note note) {}
}
