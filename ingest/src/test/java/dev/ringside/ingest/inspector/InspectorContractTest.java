package dev.ringside.ingest.inspector;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.ingest.inspector.file.InspectorReader;
import dev.ringside.ingest.source.TraceReader;
import dev.ringside.ingest.source.TraceReaderContract;
import java.util.List;
import java.util.function.UnaryOperator;

class InspectorContractTest extends TraceReaderContract {

  @Override
  protected TraceReader reader() {
    return new InspectorReader();
  }

  @Override
  protected String fileName() {
    return "vm-pid1000.log";
  }

  @Override
  protected boolean holdsSeveralRanks() {
    return true;
  }

  @Override
  protected byte[] sample(List<Integer> ranks, List<Integer> startsMs) {
    StringBuilder lines = new StringBuilder();
    for (int rank : ranks) {
      InspectorText text = InspectorText.tensor(rank, 8);
      lines.append(text.marker(startsMs.size(), 0, 0, InspectorText.EPOCH_US));
      for (int i = 0; i < startsMs.size(); i++) {
        lines.append(text.verbose("AllReduce", i, 512, startUs(startsMs.get(i)), 300));
      }
    }
    return lines.toString().getBytes(UTF_8);
  }

  private static long startUs(int startMs) {
    return InspectorText.EPOCH_US + 1_000L * startMs;
  }

  @Override
  protected byte[] duplicateKeys() {
    return changed(
        line ->
            line.replace("\"rank\":0", "\"rank\":5,\"rank\":0")
                .replace("\"coll_msg_size_bytes\":512", "\"coll_msg_size_bytes\":7,$0")
                .replace("$0", "\"coll_msg_size_bytes\":512")
                .replace("\"pid\":1000", "\"pid\":3,\"pid\":1000")
                .replace(
                    "\"event_trace_ts\":",
                    "\"event_trace_ts\":{\"kernel_events\":[{\"kernel_start_ts\":1,"
                        + "\"kernel_stop_ts\":9}]},\"event_trace_ts\":"));
  }

  @Override
  protected byte[] unknownKeys() {
    return changed(
        line ->
            line.replace("{\"header\":{", "{\"from_the_future\":[{\"a\":[1,{}]},null],\"header\":{")
                .replace("\"nnodes\":1", "\"nnodes\":1,\"new\":{\"rank\":7},\"odd\\\"key\":true")
                .replace("\"channel_id\":0", "\"channel_id\":0,\"kernel_later_ts\":-1.5e9"));
  }

  @Override
  protected byte[] largestNumbers() {
    return changed(
        line ->
            line.replace("\"nnodes\":1", "\"nnodes\":18446744073709551615")
                .replace("\"coll_stop_ts\":", "\"x\":18446744073709551615,\"coll_stop_ts\":")
                .replace("0x7f8c496ae9f661", "0xffffffffffffff"));
  }

  @Override
  protected byte[] hugeLine() {
    return changed(
        line -> line.replace("\"git_rev\":\"\"", "\"git_rev\":\"" + "x".repeat(5 << 19) + "\""));
  }

  private byte[] changed(UnaryOperator<String> change) {
    String text = new String(sample(List.of(0), STARTS_MS), UTF_8);
    StringBuilder lines = new StringBuilder();
    text.lines().forEach(line -> lines.append(change.apply(line)).append('\n'));
    return lines.toString().getBytes(UTF_8);
  }
}
