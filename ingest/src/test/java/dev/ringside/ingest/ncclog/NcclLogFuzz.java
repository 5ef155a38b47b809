package dev.ringside.ingest.ncclog;

import dev.ringside.ingest.fuzz.ReaderFuzz;
import dev.ringside.ingest.source.TraceReader;
import java.util.List;

class NcclLogFuzz extends ReaderFuzz {

  @Override
  public TraceReader reader() {
    return new NcclLogReader();
  }

  @Override
  protected String fileName() {
    return "nccl_debug.log";
  }

  @Override
  protected List<byte[]> sound() {
    NcclLogContractTest files = new NcclLogContractTest();
    return List.of(
        files.sample(List.of(0, 1), List.of(3, 5)), files.unknownKeys(), files.largestNumbers());
  }
}
