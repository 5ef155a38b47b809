package dev.ringside.ingest.flightrecorder;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.ingest.fuzz.ReaderFuzz;
import dev.ringside.ingest.source.TraceReader;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Dumps as JSON; {@link PickleFuzz} has the same dumps as pickles. */
class DumpFuzz extends ReaderFuzz {

  @Override
  public TraceReader reader() {
    return new FlightRecorderReader();
  }

  @Override
  protected String fileName() {
    return "fr_trace_rank_0.json";
  }

  protected byte[] written(JsonNode dump) throws IOException {
    return DumpText.JSON.writeValueAsBytes(dump);
  }

  @Override
  protected List<byte[]> sound() throws IOException {
    DumpText calls = DumpText.empty().group("0", "default_pg", "[0, 1]");
    calls.call("0", 1, "nccl:all_reduce", false).call("0", 2, "nccl:_all_gather_base", true);
    DumpText pairs = DumpText.empty().group("0", "pp", "[0, 1]").group("1", "tp", "[0]");
    pairs.call("0", 1, "nccl:send 0->1", false).call("0", 2, "nccl:recv 0<-1", true);
    return List.of(written(calls.json()), written(pairs.json()));
  }

  /** What is judged of a dump must end too. */
  @Override
  protected long read(Path file) throws UnreadableTraceException {
    FlightRecorderDumps.judge(List.of(file));
    return super.read(file);
  }
}
