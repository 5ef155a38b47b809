package dev.ringside.agent.loop;

import dev.ringside.core.collective.CallSignature;
import dev.ringside.ingest.source.CallSink;
import dev.ringside.ingest.source.RankCalls;
import dev.ringside.ingest.source.RankInfo;
import dev.ringside.ingest.source.ResumableSource;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;

/**
 * The simplest thing that grows: a file of lines {@code rank start duration sequence}, for tests of
 * what follows a source.
 */
public final class LineFile implements ResumableSource {

  private static final int STEP_MS = 5;
  private static final int MOST = 1 << 16;

  private final Path file;
  private final IntFunction<CallSignature> signatures;
  private long position;

  public LineFile(Path file, IntFunction<CallSignature> signatures, Optional<byte[]> position) {
    this.file = file;
    this.signatures = signatures;
    this.position = position.map(bytes -> ByteBuffer.wrap(bytes).getLong()).orElse(0L);
  }

  @Override
  public boolean poll(CallSink sink, Duration atMost)
      throws UnreadableTraceException, InterruptedException {
    for (long waited = 0; !take(sink); waited += STEP_MS) {
      if (waited >= atMost.toMillis()) {
        return false;
      }
      Thread.sleep(STEP_MS);
    }
    return true;
  }

  private boolean take(CallSink sink) throws UnreadableTraceException {
    if (!Files.exists(file)) {
      return false;
    }
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      byte[] bytes = new byte[(int) Math.min(MOST, in.length() - position)];
      in.seek(position);
      in.readFully(bytes);
      String text = new String(bytes, StandardCharsets.US_ASCII);
      int whole = text.lastIndexOf('\n') + 1;
      text.substring(0, whole).lines().forEach(line -> hand(line, sink));
      position += whole;
      return whole > 0;
    } catch (IOException e) {
      throw new UnreadableTraceException(file, e.getMessage());
    }
  }

  private void hand(String line, CallSink sink) {
    String[] words = line.split(" ");
    int rank = Integer.parseInt(words[0]);
    RankCalls calls = sink.rank(new RankInfo(rank, OptionalInt.empty(), "here"));
    calls.add(
        calls.idOf(signatures.apply(rank)),
        Long.parseLong(words[1]),
        Long.parseLong(words[2]),
        Long.parseLong(words[3]));
  }

  @Override
  public byte[] position() {
    return ByteBuffer.allocate(Long.BYTES).putLong(position).array();
  }

  @Override
  public void close() {}
}
