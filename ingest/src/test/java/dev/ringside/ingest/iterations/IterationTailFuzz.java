package dev.ringside.ingest.iterations;

import dev.ringside.core.iteration.Iteration;
import dev.ringside.ingest.iterations.live.IterationTail;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
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
      IterationTail tail = new IterationTail(file, Optional.empty(), InstantSource.system());
      Counted counted = new Counted();
      Files.write(file, new byte[0]);
      for (int from = 0; from < all.length; ) {
        int least = 1 + all.length / MOST_PIECES;
        int to = Math.min(all.length, from + least + random.nextInt(1 + all.length / 2));
        Files.write(file, Arrays.copyOfRange(all, from, to), StandardOpenOption.APPEND);
        from = to;
        tail.poll(counted);
      }
      requireNothingLeft(file, tail.position());
      return counted.iterations;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Another tail that goes on where this one stood has nothing to hand over. */
  private static void requireNothingLeft(Path file, byte[] position)
      throws UnreadableTraceException {
    IterationTail next = new IterationTail(file, Optional.of(position), InstantSource.system());
    Counted again = new Counted();
    if (next.poll(again) || again.iterations > 0) {
      throw new AssertionError("%d iterations come twice".formatted(again.iterations));
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
