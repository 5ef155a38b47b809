package dev.ringside.ingest.flightrecorder;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ringside.ingest.source.TraceReader;
import dev.ringside.ingest.source.TraceReaderContract;
import java.io.IOException;
import java.util.List;

/** A dump as JSON; the test of pickles changes how it is written, not what is in it. */
class JsonDumpContractTest extends TraceReaderContract {

  @Override
  protected TraceReader reader() {
    return new FlightRecorderReader();
  }

  @Override
  protected String fileName() {
    return "fr_trace_rank_0.json";
  }

  @Override
  protected boolean holdsSeveralRanks() {
    return false;
  }

  protected byte[] written(JsonNode dump) throws IOException {
    return DumpText.JSON.writeValueAsBytes(dump);
  }

  private static DumpText dump(int rank, List<Integer> startsMs) {
    DumpText dump =
        DumpText.empty()
            .group("0", "default_pg", "[0, 1, 2, 3, 4, 5, 6, 7]")
            .group("1", "EXPERT_DATA_PARALLEL_GROUP", "[%d]".formatted(rank));
    int number = 0;
    for (int start : startsMs) {
      dump.entry("0", ++number, "nccl:all_reduce", start, true);
    }
    return dump;
  }

  private static JsonNode first(DumpText dump) {
    return dump.json().path("entries").get(0);
  }

  @Override
  protected byte[] sample(List<Integer> ranks, List<Integer> startsMs) throws IOException {
    return written(dump(ranks.get(0), startsMs).json());
  }

  /** Only JSON can give a key twice; the parser behind both is the same. */
  @Override
  protected byte[] duplicateKeys() throws IOException {
    return DumpText.JSON
        .writeValueAsString(dump(0, STARTS_MS).json())
        .replace(
            "\"pg_config\":", "\"entries\":[{\"record_id\":1}],\"pg_config\":{},\"pg_config\":")
        .replace("\"time_created_ns\":", "\"time_created_ns\":5,\"time_created_ns\":")
        .getBytes(UTF_8);
  }

  @Override
  protected byte[] unknownKeys() throws IOException {
    DumpText dump = dump(0, STARTS_MS);
    ((ObjectNode) dump.json()).putObject("from_the_future").putArray("entries").addObject();
    ((ObjectNode) first(dump)).putArray("later").addObject().put("a", 1);
    return written(dump.json());
  }

  @Override
  protected byte[] largestNumbers() throws IOException {
    DumpText dump = dump(0, STARTS_MS);
    dump.json()
        .path("entries")
        .forEach(entry -> ((ObjectNode) entry).put("pg_id", PickleText.beyondLong()));
    return written(dump.json());
  }

  @Override
  protected byte[] hugeLine() throws IOException {
    DumpText dump = dump(0, STARTS_MS);
    ((ObjectNode) first(dump)).put("thread_name", "x".repeat(3 << 20));
    ((ObjectNode) dump.json()).put("note", "y".repeat(3 << 20));
    return written(dump.json());
  }
}
