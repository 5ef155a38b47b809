package dev.ringside.ingest.tail;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Lives of files that were read and are no longer there under the name they had, or not yet again:
 * of the {@value #MOST} last ones it is known how far.
 */
final class Lives {

  private static final int MOST = 16_384;

  private final Map<Fingerprint, TailPosition> ended = new LinkedHashMap<>();

  void remember(TailPosition position) {
    ended.remove(position.life());
    ended.put(position.life(), position);
    if (ended.size() > MOST) {
      ended.remove(ended.keySet().iterator().next());
    }
  }

  void forget(Fingerprint life) {
    ended.remove(life);
  }

  Iterable<TailPosition> positions() {
    return ended.values();
  }

  /** These and those that are being followed. */
  Index with(Iterable<TailedFile> followed) {
    Map<Fingerprint, TailPosition> all = new HashMap<>(ended);
    followed.forEach(file -> file.position().ifPresent(one -> all.put(one.life(), one)));
    return new Index(all);
  }

  /** Finds a file's life by its first bytes. */
  static final class Index {

    private final Map<Fingerprint, TailPosition> all;
    private final Set<Integer> lengths = new TreeSet<>();

    private Index(Map<Fingerprint, TailPosition> all) {
      this.all = all;
      all.keySet().forEach(life -> lengths.add(life.length()));
    }

    Optional<TailPosition> of(FileText text) throws IOException {
      byte[] head = new byte[Fingerprint.MOST];
      int size = text.readHead(head);
      return lengths.stream()
          .filter(length -> length <= size)
          .map(length -> all.get(Fingerprint.of(head, length)))
          .filter(position -> position != null)
          .findFirst();
    }
  }
}
