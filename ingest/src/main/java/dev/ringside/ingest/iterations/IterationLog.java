package dev.ringside.ingest.iterations;

import dev.ringside.core.iteration.Iteration;
import dev.ringside.ingest.source.Head;
import dev.ringside.ingest.source.TraceInput;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All iterations of one file.
 *
 * @param heartbeats records of idle engines
 * @param missing numbers that no record has, between those that one has: dummy passes in vLLM's
 *     log, lost records in Dynamo's; 0 if records are left out on purpose
 * @param rejected damaged lines, by reason
 */
public record IterationLog(
    List<Iteration> iterations, long heartbeats, long missing, SortedMap<String, Long> rejected) {

  public IterationLog {
    iterations = List.copyOf(iterations);
    rejected = Collections.unmodifiableSortedMap(new TreeMap<>(rejected));
  }

  /**
   * Reads a whole file of either format, gzip or not.
   *
   * @throws UnreadableTraceException if it cannot be read to its end, or has no iteration and no
   *     heartbeat
   */
  public static IterationLog read(Path file) throws UnreadableTraceException {
    Collector collector = new Collector();
    IterationLines format =
        IterationLines.of(new String(Head.of(file).bytes(), StandardCharsets.UTF_8));
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(TraceInput.open(file, read -> {}), StandardCharsets.UTF_8))) {
      StringBuilder line = new StringBuilder();
      for (int c = lines.read(); c >= 0; c = lines.read()) {
        if (c == '\n') {
          format.read(line.toString(), collector);
          line.setLength(0);
        } else if (line.length() < IterationLines.LONGEST) {
          line.append((char) c);
        }
      }
      format.read(line.toString(), collector);
    } catch (IOException e) {
      throw new UnreadableTraceException(file, "cannot be read: " + TraceInput.reason(e), e);
    }
    if (collector.iterations.isEmpty() && collector.heartbeats == 0) {
      throw new UnreadableTraceException(
          file,
          "has no iteration: expected Dynamo's Forward Pass Metrics as JSONL, or vLLM's log with"
              + " --enable-logging-iteration-details");
    }
    return collector.finish();
  }

  /** Counts while it collects. */
  private static final class Collector implements IterationSink {

    private final List<Iteration> iterations = new ArrayList<>();
    private final SortedMap<String, Long> rejected = new TreeMap<>();
    private final Map<Engine, Long> last = new HashMap<>();
    private long heartbeats;
    private long missing;
    private boolean sampled;

    private record Engine(String worker, int replica) {}

    @Override
    public void iteration(Iteration iteration) {
      iterations.add(iteration);
      count(iteration.worker(), iteration.replica(), iteration.number());
    }

    @Override
    public void heartbeat(String worker, int replica, long number) {
      heartbeats++;
      count(worker, replica, number);
    }

    /** A number below the last one is a restart of the engine, and no gap. */
    private void count(String worker, int replica, long number) {
      Long before = last.put(new Engine(worker, replica), number);
      if (before != null && number > before + 1) {
        missing += number - before - 1;
      }
    }

    @Override
    public void rejected(String reason) {
      rejected.merge(reason, 1L, Long::sum);
    }

    @Override
    public void sampled() {
      sampled = true;
    }

    IterationLog finish() {
      return new IterationLog(iterations, heartbeats, sampled ? 0 : missing, rejected);
    }
  }
}
