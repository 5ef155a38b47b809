package dev.ringside.ingest.inspector.file;

import dev.ringside.core.account.RejectReason;
import dev.ringside.ingest.inspector.ProcessId;
import dev.ringside.ingest.inspector.line.InspectorLines;
import dev.ringside.ingest.inspector.line.InspectorRecord;
import dev.ringside.ingest.inspector.line.InspectorRecord.Kind;
import dev.ringside.ingest.inspector.line.Origin;
import dev.ringside.ingest.inspector.line.RecordSink;
import dev.ringside.ingest.inspector.process.ProcessCalls;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the lines of one file say, process by process. The Inspector writes one process a file; a
 * relay such as DataDog's mixes several.
 */
public final class InspectorCalls implements RecordSink {

  private static final int MOST_PROCESSES = 4096;

  private final InspectorLines lines;
  private final Map<ProcessId, ProcessCalls> processes = new LinkedHashMap<>();
  private final Map<RejectReason, Long> homeless = new EnumMap<>(RejectReason.class);
  private final ProcessId fileSays;
  private Origin lastOrigin;
  private ProcessCalls last;
  private long records;
  private long foreign;
  private long rejected;
  private boolean summed;
  private boolean summedComplete;
  private long summedDropped;
  private long summedLeaked;

  /**
   * @param file of which the name may tell process and communicator, for lines that do not
   */
  public InspectorCalls(Path file) {
    this.fileSays = InspectorFile.processOf(file);
    this.lines = new InspectorLines(this, InspectorFile.hashOf(file));
  }

  /**
   * Reads the lines that end within these bytes.
   *
   * @return where the first line begins that does not end here; {@code to} if there is none
   */
  public int read(byte[] bytes, int from, int to) {
    return lines.read(bytes, from, to);
  }

  public InspectorLines lines() {
    return lines;
  }

  public Collection<ProcessCalls> processes() {
    return processes.values();
  }

  /** Lines that are records of the Inspector's. */
  public long records() {
    return records;
  }

  /** Lines that are sound JSON of another kind. */
  public long foreign() {
    return foreign;
  }

  public long rejected() {
    return rejected;
  }

  @Override
  public void take(InspectorRecord record) {
    if (record.kind() == Kind.FOREIGN) {
      foreign++;
      return;
    }
    records++;
    if (record.kind() == Kind.SUMMARY) {
      summed = true;
      summedComplete = record.isComplete();
      summedDropped = record.collDropped();
      summedLeaked = record.leaked();
    } else if (record.origin() == null) {
      reject(RejectReason.NO_OWNER);
    } else {
      processOf(record.origin()).add(record);
    }
  }

  @SuppressWarnings("ReferenceEquality")
  private ProcessCalls processOf(Origin origin) {
    if (origin == lastOrigin) {
      return last;
    }
    ProcessId said = ProcessId.of(origin);
    ProcessId id = said.host().isEmpty() && said.pid() < 0 ? fileSays : said;
    last = processes.get(id);
    if (last == null && processes.size() < MOST_PROCESSES) {
      last = new ProcessCalls(id);
      processes.put(id, last);
      homeless.forEach((reason, lines) -> last.reject(reason, lines));
      homeless.clear();
    } else if (last == null) {
      last = processes.values().iterator().next();
    }
    lastOrigin = origin;
    return last;
  }

  @Override
  public void reject(RejectReason reason) {
    rejected++;
    if (last != null) {
      last.reject(reason, 1);
    } else {
      homeless.merge(reason, 1L, Long::sum);
    }
  }

  /** True if records came that belong to a marker before them. */
  public boolean hasBareRecords() {
    return lines.hasBareRecords();
  }

  /** True if the file has an ACCL summary. */
  public boolean isSummed() {
    return summed;
  }

  public boolean isSummedComplete() {
    return summedComplete;
  }

  public long summedDropped() {
    return summedDropped;
  }

  public long summedLeaked() {
    return summedLeaked;
  }
}
