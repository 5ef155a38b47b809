package dev.ringside.ingest.kineto;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.ingest.source.TraceReader;
import dev.ringside.ingest.source.TraceReaderContract;
import java.util.List;

class KinetoContractTest extends TraceReaderContract {

  @Override
  protected TraceReader reader() {
    return new KinetoReader();
  }

  @Override
  protected String fileName() {
    return "profile.pt.trace.json";
  }

  @Override
  protected boolean holdsSeveralRanks() {
    return false;
  }

  @Override
  protected byte[] sample(List<Integer> ranks, List<Integer> startsMs) {
    TraceText trace = TraceText.of(ranks.get(0), 8);
    startsMs.forEach(start -> trace.allReduce(start + "000.0", "300", 512));
    return bytes(trace);
  }

  @Override
  protected byte[] duplicateKeys() {
    TraceText trace =
        new TraceText()
            .before("distributedInfo", TraceText.distributedInfo(5, 8))
            .before("distributedInfo", TraceText.distributedInfo(0, 8))
            .before("baseTimeNanoseconds", "17")
            .before("baseTimeNanoseconds", "1790857026000000000");
    for (int start : STARTS_MS) {
      trace.raw(
          """
          {"ph":"X","cat":"user_annotation","name":"gloo:all_reduce","ts":1,"dur":2,"ts":%d000,
           "dur":300,"args":{},"args":{"Input Dims":[[7]],"Input Dims":[[512]],
           "Input type":["float"]}}\
          """
              .formatted(start));
    }
    return bytes(trace);
  }

  @Override
  protected byte[] unknownKeys() {
    TraceText trace =
        TraceText.of(0, 8)
            .before("from_the_future", "[{\"a\": [1, {}]}, null]")
            .after("later", "{\"traceEvents\": 3}");
    for (int start : STARTS_MS) {
      trace.raw(
          """
          {"ph":"X","new":{"ts":[]},"cat":"user_annotation","name":"gloo:all_reduce","ts":%d000,
           "dur":300,"args":{"Shape":[[1]],"Input Dims":[[512]],"Input type":["float"]}}\
          """
              .formatted(start));
    }
    return bytes(trace);
  }

  @Override
  protected byte[] largestNumbers() {
    TraceText trace = TraceText.of(0, 8);
    for (int start : STARTS_MS) {
      trace.kernel(
          "ncclDevKernel_AllReduce_Sum_bf16_RING_LL(x)",
          start + "000",
          "300",
          """
          "External id":18446744073709551615,"correlation":18446744073709551614,\
          "graph node id":18446744073709551613,"Collective name":"allreduce","dtype":"BFloat16",\
          "In msg nelems":512,"Out msg nelems":512,"Group size":18446744073709551615\
          """);
    }
    return bytes(trace);
  }

  @Override
  protected byte[] hugeLine() {
    TraceText trace = TraceText.of(0, 8);
    for (int start : STARTS_MS) {
      trace
          .event("cpu_op", "aten::mm", "1", "1", "\"stack\":\"" + "x".repeat(1 << 21) + "\"")
          .allReduce(start + "000", "300", 512);
    }
    return bytes(trace);
  }

  private static byte[] bytes(TraceText trace) {
    return trace.text().getBytes(UTF_8);
  }
}
