package dev.ringside.ingest.tail;

/**
 * How far one life of a file has been handed over.
 *
 * @param name the file's name when it was last seen
 * @param offset where the next line begins, in unpacked bytes
 */
public record TailPosition(String name, Fingerprint life, long offset) {

  static TailPosition parse(String line) {
    String[] words = line.split(" ", 4);
    if (words.length != 4 || !words[2].matches("[0-9a-f]{32}")) {
      throw new IllegalArgumentException(line);
    }
    int length = Integer.parseInt(words[1]);
    long offset = Long.parseLong(words[0]);
    if (length < 1 || length > Fingerprint.MOST || offset < 0) {
      throw new IllegalArgumentException(line);
    }
    return new TailPosition(words[3], new Fingerprint(length, words[2]), offset);
  }

  @Override
  public String toString() {
    return "%d %d %s %s".formatted(offset, life.length(), life.digest(), name);
  }
}
