package dev.ringside.ingest.nsight;

import dev.ringside.ingest.fuzz.ReaderFuzz;
import dev.ringside.ingest.source.TraceReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** A database of SQLite, damaged page by page. */
class NsightFuzz extends ReaderFuzz {

  private static final long T0 = 60_000_000_000L;

  @TempDir Path scratch;

  @Override
  public TraceReader reader() {
    return new NsightReader();
  }

  @Override
  protected String fileName() {
    return "report1.sqlite";
  }

  @Override
  protected int usual() {
    return 300;
  }

  @Override
  protected List<byte[]> sound() throws Exception {
    Path file = scratch.resolve("sound.sqlite");
    try (NsightExport export = new NsightExport(file, 512)) {
      export.member(0, 5, 8).sized(0, T0 - 1_000, T0 - 100, 16_384).kernel(0, T0, 1);
      export.kernel(0, T0 + 400_000, 2).kernel(1, T0 + 500_000, 1);
      export.range(1, T0 - 9_000, T0 - 8_000, "ncclAllReduce");
    }
    return List.of(Files.readAllBytes(file));
  }
}
