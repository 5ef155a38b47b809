package dev.ringside.ingest.source;

/** Takes the calls that a reader or a source finds. */
@FunctionalInterface
public interface CallSink {

  /** Where the calls of one rank go; for a rank that is known already, on with those before. */
  RankCalls rank(RankInfo who);
}
