package dev.ringside.ingest.container;

import dev.ringside.ingest.fuzz.ReaderFuzz;
import dev.ringside.ingest.source.TraceReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

class ContainerFuzz extends ReaderFuzz {

  @TempDir Path scratch;

  @Override
  public TraceReader reader() {
    return new ContainerReader();
  }

  @Override
  protected String fileName() {
    return "calls.avro";
  }

  @Override
  protected List<byte[]> sound() throws IOException {
    ContainerText plain = new ContainerText().batch(0, 0, 0, 40).batch(1, 0, 0, 40);
    ContainerText ended =
        new ContainerText()
            .deployment("llama", 2)
            .unit(1_000)
            .batch(0, 0, 0, 20)
            .ending(true)
            .batch(0, 1, 40, 20);
    return List.of(bytes(plain), bytes(ended));
  }

  private byte[] bytes(ContainerText text) throws IOException {
    return Files.readAllBytes(text.writeTo(scratch.resolve("sound.avro"), Map.of("note", "sound")));
  }
}
