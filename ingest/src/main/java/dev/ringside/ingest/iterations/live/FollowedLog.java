package dev.ringside.ingest.iterations.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.core.iteration.Iteration;
import dev.ringside.ingest.iterations.IterationLines;
import dev.ringside.ingest.iterations.IterationSink;
import dev.ringside.ingest.tail.FileText;
import dev.ringside.ingest.tail.Fingerprint;
import dev.ringside.ingest.tail.TailPosition;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/** One life of one file of iterations, and how far it has been handed over. */
final class FollowedLog {

  private static final int MOST_BYTES_A_POLL = 1 << 24;

  private final Path path;
  private final InstantSource clock;
  private final LogClock prefixes = new LogClock();
  private final byte[] head = new byte[Fingerprint.MOST];
  private Fingerprint life;
  private long offset;
  private boolean passingOver;
  private IterationLines format;
  private long seenSize = -1;

  FollowedLog(Path path, InstantSource clock) {
    this.path = path;
    this.clock = clock;
  }

  FollowedLog(Path path, InstantSource clock, TailPosition from) {
    this(path, clock);
    life = from.life();
    offset = from.offset();
  }

  Optional<TailPosition> position() {
    return Optional.ofNullable(life)
        .map(one -> new TailPosition(path.getFileName().toString(), one, offset));
  }

  /** False if it is known that nothing has come. */
  boolean hasGrown(long size) {
    return size != seenSize;
  }

  /** True if the file still is what it was: it begins so, and is as long as what was read. */
  boolean isSame(long size) throws IOException {
    if (!hasGrown(size)) {
      return true;
    }
    if (!FileText.isPacked(path) && size < offset) {
      return false;
    }
    try (FileText text = FileText.open(path)) {
      return text.isOf(life);
    }
  }

  /**
   * Hands over the lines that have come.
   *
   * @param buffer shared, {@link IterationLines#LONGEST} bytes
   * @return true if there was a line
   */
  boolean read(IterationSink sink, long size, byte[] buffer) throws IOException {
    long from = offset;
    try (FileText text = FileText.open(path)) {
      if (!text.isOf(life)) {
        return false;
      }
      boolean more = true;
      while (more && offset - from < MOST_BYTES_A_POLL) {
        text.skipTo(offset);
        int read = text.read(buffer, 0, buffer.length);
        more = read == buffer.length;
        recognise(text);
        int done = hand(buffer, read, text.isFinal() && !more, sink);
        offset += done;
      }
      if (!more) {
        seenSize = size;
      }
    }
    return offset > from;
  }

  /** More of the first bytes as the file grows, so that fewer others begin alike. */
  private void recognise(FileText text) throws IOException {
    if (format != null && life.length() == Fingerprint.MOST) {
      return;
    }
    int size = text.readHead(head);
    if (size > 0 && (life == null || size > life.length())) {
      life = Fingerprint.of(head, size);
    }
    if (format == null && size > 0) {
      format = IterationLines.of(new String(head, 0, 1, UTF_8));
    }
  }

  private int hand(byte[] bytes, int size, boolean last, IterationSink sink) {
    int from = 0;
    for (int at = 0; at < size; at++) {
      if (bytes[at] == '\n') {
        handLine(bytes, from, at, sink);
        from = at + 1;
      }
    }
    if (last && from < size) {
      handLine(bytes, from, size, sink);
      return size;
    }
    if (from == 0 && size == bytes.length) {
      if (!passingOver) {
        sink.rejected("line_too_long");
      }
      passingOver = true;
      return size;
    }
    return from;
  }

  private void handLine(byte[] bytes, int from, int to, IterationSink sink) {
    if (!passingOver) {
      String line = new String(bytes, from, to - from, UTF_8);
      format.read(line, new Stamping(line, sink));
    }
    passingOver = false;
  }

  /** Gives a time to what has none. */
  private final class Stamping implements IterationSink {

    private final String line;
    private final IterationSink sink;

    Stamping(String line, IterationSink sink) {
      this.line = line;
      this.sink = sink;
    }

    @Override
    public void iteration(Iteration one) {
      sink.iteration(
          one.endNs() == Iteration.UNKNOWN
              ? one.toldAt(prefixes.timeOf(line, clock.millis() * 1_000_000))
              : one);
    }

    @Override
    public void heartbeat(String worker, int replica, long number) {
      sink.heartbeat(worker, replica, number);
    }

    @Override
    public void rejected(String reason) {
      sink.rejected(reason);
    }

    @Override
    public void sampled() {
      sink.sampled();
    }
  }
}
