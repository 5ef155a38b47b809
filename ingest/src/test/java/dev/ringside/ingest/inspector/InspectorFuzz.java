package dev.ringside.ingest.inspector;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.ingest.fuzz.ReaderFuzz;
import dev.ringside.ingest.inspector.file.InspectorReader;
import dev.ringside.ingest.source.TraceReader;
import java.util.List;

/** Every dialect, alone and spliced into the others. */
class InspectorFuzz extends ReaderFuzz {

  private static final long US = InspectorText.EPOCH_US;

  @Override
  public TraceReader reader() {
    return new InspectorReader();
  }

  @Override
  protected String fileName() {
    return "vm-pid1000.log";
  }

  @Override
  protected List<byte[]> sound() {
    InspectorText zero = InspectorText.tensor(0, 8);
    InspectorText one = InspectorText.tensor(1, 8);
    String bare = "{" + InspectorText.performance("ReduceScatter", 3, -4_096, 5, "") + "}\n";
    String flat = "{\"id\":\"0x1\",\"rank\":0,\"n_ranks\":3,\"pid\":4,\"global_rank\":8,";
    String verbose =
        zero.marker(2, 0, 0, US)
            + zero.verbose("AllReduce", 0, 512, US, 300)
            + zero.verbose("AllReduce", 1, 512, US + 900, 300)
            + zero.marker(2, 0, 7, US + 1_000);
    String brief =
        zero.collective("AllReduce", 1, 8_192, 20, US)
            + one.pair("Send", 1, 0, 64, 5, US + 17)
            + one.marker(2, 0, 9, US + 17)
            + bare;
    String flatLine =
        flat
            + InspectorText.performance("AllReduce", 1, 64, 5, "")
            + "}\n{\"summary\":{\"dropped_collectives\":1,\"complete\":false}}\n";
    return List.of(verbose.getBytes(UTF_8), brief.getBytes(UTF_8), flatLine.getBytes(UTF_8));
  }
}
