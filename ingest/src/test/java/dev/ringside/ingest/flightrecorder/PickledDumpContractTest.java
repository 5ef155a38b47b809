package dev.ringside.ingest.flightrecorder;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;

class PickledDumpContractTest extends JsonDumpContractTest {

  @Override
  protected String fileName() {
    return "comm_lib_trace_rank_0";
  }

  @Override
  protected byte[] written(JsonNode dump) {
    return PickleText.of(dump);
  }

  @Override
  protected byte[] duplicateKeys() throws IOException {
    return sample(List.of(0), STARTS_MS);
  }
}
