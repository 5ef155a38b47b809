package dev.ringside.ingest.nsight;

import dev.ringside.ingest.nsight.KernelTable.Kernel;
import dev.ringside.ingest.nsight.NcclPayloads.Payload;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which calls a kernel carries, by the launch of the same process and correlation. Only asked where
 * payloads are there to be found.
 */
final class Launches {

  private record Launch(long process, long correlation) {}

  private final Map<Launch, List<Payload>> calls = new HashMap<>();

  Launches(NsightDatabase database, NcclRanges ranges) throws SQLException {
    if (!ranges.havePayloads()) {
      return;
    }
    database.read(
        "CUPTI_ACTIVITY_KIND_RUNTIME",
        row -> {
          List<Payload> carried = ranges.launchedAt(row.getLong(2), row.getLong(1));
          if (!carried.isEmpty()) {
            calls.put(new Launch(NcclRanges.processOf(row.getLong(2)), row.getLong(3)), carried);
          }
        },
        "start",
        "globalTid",
        "correlationId");
  }

  List<Payload> callsOf(Kernel kernel) {
    return calls.getOrDefault(new Launch(kernel.gpu().process(), kernel.correlation()), List.of());
  }
}
