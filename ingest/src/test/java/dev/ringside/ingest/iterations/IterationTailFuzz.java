package dev.ringside.ingest.iterations;

import dev.ringside.core.iteration.Iteration;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;

/** The same files, which grow and are followed. A tail refuses no file, only lines of it. */
class IterationTailFuzz extends IterationFuzz {

  private static final int MOST_PIECES = 32;

  @Override
  protected boolean refuses() {
    return false;
  }

  @Override
  protected long read(Path file) throws UnreadableTraceException {
    try {
      byte[] all = Files.readAllBytes(file);
      Random random = new Random(Arrays.hashCode(all));
      IterationTail tail = new IterationTail(file);
      Counted counted = new Counted();
      Files.write(file, new byte[0]);
      for (int from = 0; from < all.length; ) {
        int least = 1 + all.length / MOST_PIECES;
        int to = Math.min(all.length, from + least + random.nextInt(1 + all.length / 2));
        Files.write(file, Arrays.copyOfRange(all, from, to), StandardOpenOption.APPEND);
        from = to;
        tail.poll(counted);
      }
      requireAllHandedOver(all, tail.position());
      return counted.iterations;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All but the last line, which has no end yet. */
  private static void requireAllHandedOver(byte[] all, long position) {
    int end = all.length;
    while (end > 0 && all[end - 1] != '\n') {
      end--;
    }
    if (position != end && all.length - end < IterationLog.LONGEST_LINE) {
      throw new AssertionError("%d of %d bytes handed over".formatted(position, end));
    }
  }

  private static final class Counted implements IterationSink {

    private long iterations;

    @Override
    public void iteration(Iteration iteration) {
      iterations++;
    }

    @Override
    public void heartbeat(String worker, int replica, long number) {}

    @Override
    public void rejected(String reason) {}

    @Override
    public void sampled() {}
  }
}
