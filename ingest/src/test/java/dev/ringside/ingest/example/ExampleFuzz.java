package dev.ringside.ingest.example;

import dev.ringside.ingest.fuzz.ReaderFuzz;
import dev.ringside.ingest.source.TraceReader;
import java.util.List;

class ExampleFuzz extends ReaderFuzz {

  @Override
  public TraceReader reader() {
    return new ExampleProfilerReader();
  }

  @Override
  protected String fileName() {
    return "rank0-hgx09-12079.txt";
  }

  @Override
  protected List<byte[]> sound() {
    ExampleContractTest files = new ExampleContractTest();
    return List.of(files.sample(List.of(0), List.of(3, 5, 9)), files.unknownKeys());
  }
}
