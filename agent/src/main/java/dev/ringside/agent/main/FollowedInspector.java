package dev.ringside.agent.main;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.ingest.inspector.ProcessRanks;
import dev.ringside.ingest.source.CallSink;
import dev.ringside.ingest.source.ResumableSource;
import dev.ringside.ingest.source.UnreadableTraceException;
import dev.ringside.ingest.tail.InspectorTail;
import dev.ringside.ingest.tail.TailPositions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** A tail whose positions are bytes. */
final class FollowedInspector implements ResumableSource {

  private final InspectorTail tail;

  FollowedInspector(Path folder, Optional<byte[]> position, ProcessRanks ranks) {
    tail = new InspectorTail(folder, positions(position), ranks);
  }

  private static TailPositions positions(Optional<byte[]> position) {
    return position
        .map(bytes -> TailPositions.parse(new String(bytes, UTF_8)))
        .orElse(TailPositions.NONE);
  }

  @Override
  public boolean poll(CallSink sink, Duration atMost)
      throws UnreadableTraceException, InterruptedException {
    return tail.poll(sink, atMost);
  }

  @Override
  public byte[] position() {
    return tail.positions().toText().getBytes(UTF_8);
  }

  @Override
  public void close() {
    tail.close();
  }
}
