package dev.ringside.ingest.source;

/** How likely a file is of one format, by its name and its beginning. Ascending. */
public enum Likelihood {
  /** It is of another format. */
  NONE,
  /**
   * The content is of this format and the name is not. Such a file is read if the operator names
   * it, and left aside if it only lies in a folder.
   */
  BY_CONTENT,
  /** Only reading can tell: the name is right, and the beginning is damaged or does not say. */
  POSSIBLE,
  /** Name and content are of this format. */
  CERTAIN
}
