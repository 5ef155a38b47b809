package dev.ringside.simulator.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.ringside.simulator.cluster.RankMap;
import dev.ringside.simulator.record.BrokenOutputException;
import dev.ringside.simulator.record.InspectorLines;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A folder of NCCL Inspector logs, one file a rank: {@code HOST-pidPID.log}. For small runs: a line
 * is half a kilobyte.
 */
public final class InspectorFolder implements AutoCloseable {

  /** The most ranks for which a file each is written. */
  public static final int MOST_RANKS = 64;

  private static final int FIRST_PID = 1000;

  private final List<InspectorLog> logs = new ArrayList<>();

  private InspectorFolder() {}

  /**
   * @throws BrokenOutputException if a file cannot be created
   */
  public static InspectorFolder create(Path folder, RankMap map) throws BrokenOutputException {
    InspectorFolder created = new InspectorFolder();
    for (int rank = 0; rank < map.ranks(); rank++) {
      String host = String.format(Locale.ROOT, "node-%04d", map.hostOf(rank));
      int pid = FIRST_PID + rank;
      Path file = folder.resolve(host + "-pid" + pid + ".log");
      try {
        BufferedWriter lines = Files.newBufferedWriter(file);
        JsonGenerator json = new JsonFactory().createGenerator(lines).setRootValueSeparator(null);
        created.logs.add(new InspectorLog(file, lines, json, host, pid, map));
      } catch (IOException e) {
        created.close();
        throw ContainerBatches.broken(file, e);
      }
    }
    return created;
  }

  public InspectorLines log(int rank) {
    return logs.get(rank);
  }

  /** Writes out what is held back. */
  public void finish() throws BrokenOutputException {
    for (InspectorLog log : logs) {
      log.finish();
    }
  }

  @Override
  public void close() {
    logs.forEach(InspectorLog::abandon);
  }
}
