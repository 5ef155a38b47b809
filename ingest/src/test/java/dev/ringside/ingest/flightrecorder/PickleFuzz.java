package dev.ringside.ingest.flightrecorder;

import com.fasterxml.jackson.databind.JsonNode;

class PickleFuzz extends DumpFuzz {

  @Override
  protected String fileName() {
    return "comm_lib_trace_rank_0";
  }

  @Override
  protected byte[] written(JsonNode dump) {
    return PickleText.of(dump);
  }
}
