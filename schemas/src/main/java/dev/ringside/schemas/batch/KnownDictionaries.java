package dev.ringside.schemas.batch;

import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.WireReader;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Dictionaries that were read before, with their bytes. The same bytes mean the same signatures, so
 * the dictionary of a rank's second batch costs one comparison of bytes, however many ranks its
 * communicators list.
 *
 * <p>A dictionary's bytes determine where it ends, so equal bytes are a whole dictionary. Bound:
 * {@value #MOST} dictionaries and {@value #MOST_BYTES} bytes together; the least recently used go
 * first. Not thread-safe.
 */
final class KnownDictionaries {

  private static final int MOST = 1024;
  private static final int MOST_BYTES = 1 << 20;
  private static final int HASHED_BYTES = 96;

  private final DictionaryFields fields;
  private final Map<Integer, Known> known = new LinkedHashMap<>(64, 0.75f, true);
  private int bytes;

  @SuppressWarnings("ArrayRecordComponent") // Compared with the bytes of a record, by skipIfNext.
  private record Known(byte[] bytes, ReadDictionary dictionary) {}

  KnownDictionaries(DictionaryFields fields) {
    this.fields = fields;
  }

  /** The next dictionary. Its table must not be changed: later batches may share it. */
  ReadDictionary read(WireReader in) throws MalformedRecordException {
    int hash = in.hashAhead(HASHED_BYTES);
    Known before = known.get(hash);
    if (before != null && in.skipIfNext(before.bytes)) {
      return before.dictionary;
    }
    int from = in.position();
    ReadDictionary fresh = fields.read(in);
    keep(hash, new Known(in.copySince(from), fresh));
    return fresh;
  }

  private void keep(int hash, Known fresh) {
    if (fresh.bytes.length > MOST_BYTES / 8) {
      return;
    }
    Known replaced = known.put(hash, fresh);
    bytes += fresh.bytes.length - (replaced == null ? 0 : replaced.bytes.length);
    Iterator<Known> eldest = known.values().iterator();
    while (bytes > MOST_BYTES || known.size() > MOST) {
      bytes -= eldest.next().bytes.length;
      eldest.remove();
    }
  }

  int size() {
    return known.size();
  }
}
