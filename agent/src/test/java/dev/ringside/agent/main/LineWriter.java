package dev.ringside.agent.main;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Random;

/** Two ranks that write a few calls every few milliseconds, in pieces that end anywhere. */
final class LineWriter implements Runnable {

  static final int RANKS = 2;

  private final Path file;
  private final Random random;
  private volatile boolean stopped;
  private volatile long written;

  LineWriter(Path file, long seed) {
    this.file = file;
    random = new Random(seed);
  }

  @Override
  public void run() {
    StringBuilder open = new StringBuilder();
    long calls = 0;
    try (OutputStream out =
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      while (!stopped) {
        for (int call = random.nextInt(1, 40); call > 0; call--) {
          add(open, calls++);
        }
        written = calls;
        int piece = random.nextInt(open.length() + 1);
        out.write(open.substring(0, piece).getBytes(StandardCharsets.US_ASCII));
        open.delete(0, piece);
        Thread.sleep(random.nextInt(1, 6));
      }
      out.write(open.toString().getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void add(StringBuilder open, long number) {
    Instant now = Instant.now();
    long nowNs = now.getEpochSecond() * 1_000_000_000L + now.getNano();
    for (int rank = 0; rank < RANKS; rank++) {
      open.append(rank).append(' ').append(nowNs).append(" 5000 ").append(number).append('\n');
    }
  }

  /** Calls of each rank so far. */
  long written() {
    return written;
  }

  void stop() {
    stopped = true;
  }
}
