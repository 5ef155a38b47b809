package dev.ringside.ingest.source;

import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.progress.OpenCall;
import java.util.List;

/** Takes the calls of one rank, in any order. */
public interface RankCalls {

  /** In place of a sequence number that the source does not have. */
  long UNNUMBERED = -1;

  /** The id to give for calls of this signature. */
  int idOf(CallSignature signature);

  /**
   * Takes one call, or counts it as refused if no batch could carry its times.
   *
   * @param signature an id from {@link #idOf}
   * @param startNs nanoseconds since the epoch
   * @param sequence the source's own number, or {@link #UNNUMBERED}
   */
  void add(int signature, long startNs, long durationNs, long sequence);

  /** Counts damaged events that would have been calls. */
  void reject(String reason, long events);

  /**
   * The calls of the rank that have not ended: all of them as of now, in place of those before. A
   * source that cannot know them never says so.
   */
  default void open(List<OpenCall> calls) {}

  /** What the engine itself wrote into the file, once; most files hold no such thing. */
  default void told(EngineWord word) {}

  /**
   * The rank is a member of a communicator that other sources know by its hash alone. Said again
   * when more becomes known of it.
   *
   * @param hash as the source writes it: in hexadecimal, perhaps cut off
   * @param member the rank's number within the communicator
   */
  default void member(String hash, int member, Communicator communicator) {}

  /** Tells the operator, in one sentence, what explains the calls or their absence. */
  void remark(String sentence);
}
