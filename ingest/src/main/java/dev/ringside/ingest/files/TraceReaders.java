package dev.ringside.ingest.files;

import dev.ringside.ingest.container.ContainerReader;
import dev.ringside.ingest.example.ExampleProfilerReader;
import dev.ringside.ingest.flightrecorder.FlightRecorderReader;
import dev.ringside.ingest.inspector.file.InspectorReader;
import dev.ringside.ingest.iterations.IterationReader;
import dev.ringside.ingest.kineto.KinetoReader;
import dev.ringside.ingest.ncclog.NcclLogReader;
import dev.ringside.ingest.nsight.NsightReader;
import dev.ringside.ingest.ras.RasReader;
import dev.ringside.ingest.source.TraceReader;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every format Ringside reads. A new reader is one more entry here. */
public final class TraceReaders {

  /** The only recordings that are read as they are replayed instead of being kept in memory. */
  static final TraceReader CONTAINERS = new ContainerReader();

  /**
   * From the one that knows most about a call to the one that knows least: of files of several
   * formats the first that has calls is read, and the others fill what it lacks.
   */
  private static final List<TraceReader> ALL =
      List.of(
          new KinetoReader(),
          CONTAINERS,
          new NsightReader(),
          new InspectorReader(),
          new ExampleProfilerReader(),
          new FlightRecorderReader(),
          new NcclLogReader());

  /** Formats that say how a run fares and name no call: there is nothing to replay. */
  private static final List<TraceReader> DIAGNOSTIC =
      List.of(new RasReader(), new IterationReader());

  private TraceReaders() {}

  /** Those of {@link #all}, and those of files that are worth looking into and not replayed. */
  static List<TraceReader> forInspection() {
    return Stream.concat(ALL.stream(), DIAGNOSTIC.stream()).toList();
  }

  /** Those that {@code ringside inspect} alone reads. */
  static List<TraceReader> diagnostic() {
    return DIAGNOSTIC;
  }

  /** In the order in which they are asked: of two that are equally sure the first one reads. */
  public static List<TraceReader> all() {
    return ALL;
  }

  /** All formats, to complete "looked for …". */
  static String formats() {
    String all = ALL.stream().map(TraceReader::format).collect(Collectors.joining(", "));
    int last = all.lastIndexOf(", ");
    return all.substring(0, last) + " or " + all.substring(last + 2);
  }
}
