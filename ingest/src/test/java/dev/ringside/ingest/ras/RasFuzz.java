package dev.ringside.ingest.ras;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.ingest.fuzz.ReaderFuzz;
import dev.ringside.ingest.source.TraceReader;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.nio.file.Path;
import java.util.List;

/** An answer has no calls; what is judged of it must end too. */
class RasFuzz extends ReaderFuzz {

  private static final String ANSWER =
      """
      OK
      {"nccl_version":"2.28.9","timestamp":"2026-11-27 10:00:0%d","communicators_count":1,
      "communicators":[{"hash":"0xfa93daea854b060b","size":2,"rank_count":2,"missing_ranks_count":0,
      "ranks":[{"rank":0,"host":"h","pid":7,"cuda_dev":0,"status":{"init_state":0},
      "collective_counts":{"Broadcast":0,"AllReduce":%d,"Send":3}},
      {"rank":1,"host":"h","pid":8,"cuda_dev":1,"status":{"init_state":0},
      "collective_counts":{"Broadcast":0,"AllReduce":5,"Send":2}}],
      "missing_ranks":[{"rank":1,"host":"h","pid":8}]}],"errors":[]}
      """;

  @Override
  public TraceReader reader() {
    return new RasReader();
  }

  @Override
  protected String fileName() {
    return "ras.json";
  }

  @Override
  protected List<byte[]> sound() {
    return List.of(ANSWER.formatted(1, 5).getBytes(UTF_8), ANSWER.formatted(9, 8).getBytes(UTF_8));
  }

  @Override
  protected long read(Path file) throws UnreadableTraceException {
    RasPolls.judge(List.of(file));
    return super.read(file);
  }
}
