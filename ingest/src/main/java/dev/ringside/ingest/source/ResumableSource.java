package dev.ringside.ingest.source;

/**
 * A source that can say how far it was read, so that another process goes on from there.
 *
 * <p>Law: a source that was made with the position of another one hands over what that one had not,
 * in the same order, each call once; the position is as of the last poll that returned.
 */
public interface ResumableSource extends CallSource {

  /**
   * How far it was read, in bytes that only this kind of source understands: small, because it is
   * written about once a second.
   */
  byte[] position();
}
