package dev.ringside.schemas.batch;

import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.WireReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Dictionaries that were read before, with their bytes. The same bytes mean the same signatures, so
 * the dictionary of a rank's second batch costs one comparison of bytes, however many ranks its
 * communicators list.
 *
 * <p>A dictionary's bytes determine where it ends, so equal bytes are a whole dictionary. They are
 * looked up by a hash of the first of them, few enough that no column is among them, and several
 * may begin alike. Bound: {@value #MOST} such beginnings, {@value #MOST_ALIKE} dictionaries each,
 * and {@value #MOST_BYTES} bytes together, what their ranks take included; the least recently used
 * beginnings go first. Not thread-safe.
 */
final class KnownDictionaries {

  private static final int MOST = 1024;
  private static final int MOST_ALIKE = 8;
  private static final long MOST_BYTES = 16L << 20;

  /** A dictionary with ranks in runs and one signature is longer. */
  private static final int HASHED_BYTES = 16;

  private static final int BYTES_A_RANK = 20;

  private static final Deque<Known> NONE = new ArrayDeque<>();

  private final DictionaryFields fields;
  private final Map<Integer, Deque<Known>> known = new LinkedHashMap<>(64, 0.75f, true);
  private long bytes;

  @SuppressWarnings("ArrayRecordComponent") // Compared with the bytes of a record, by skipIfNext.
  private record Known(byte[] bytes, ReadDictionary dictionary, long weight) {

    static Known of(byte[] bytes, ReadDictionary dictionary) {
      long ranks =
          dictionary.communicators().stream().mapToLong(named -> named.ranks().size()).sum();
      return new Known(bytes, dictionary, bytes.length + ranks * BYTES_A_RANK);
    }
  }

  KnownDictionaries(DictionaryFields fields) {
    this.fields = fields;
  }

  /** The next dictionary. Its table must not be changed: later batches may share it. */
  ReadDictionary read(WireReader in) throws MalformedRecordException {
    int hash = in.hashAhead(HASHED_BYTES);
    for (Known before : known.getOrDefault(hash, NONE)) {
      if (in.skipIfNext(before.bytes)) {
        return before.dictionary;
      }
    }
    int from = in.position();
    ReadDictionary fresh = fields.read(in);
    keep(hash, Known.of(in.copySince(from), fresh));
    return fresh;
  }

  /** A shorter one was not told by its own bytes, and is quickly read again. */
  private void keep(int hash, Known fresh) {
    if (fresh.bytes.length < HASHED_BYTES || fresh.weight > MOST_BYTES / 8) {
      return;
    }
    Deque<Known> alike = known.computeIfAbsent(hash, none -> new ArrayDeque<>());
    alike.addFirst(fresh);
    bytes += fresh.weight;
    if (alike.size() > MOST_ALIKE) {
      bytes -= alike.removeLast().weight;
    }
    Iterator<Deque<Known>> eldest = known.values().iterator();
    while (bytes > MOST_BYTES || known.size() > MOST) {
      bytes -= eldest.next().stream().mapToLong(Known::weight).sum();
      eldest.remove();
    }
  }

  int size() {
    return known.values().stream().mapToInt(Deque::size).sum();
  }
}
