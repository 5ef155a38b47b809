package dev.ringside.ingest.kineto;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.ingest.fuzz.ReaderFuzz;
import dev.ringside.ingest.source.TraceReader;
import java.util.List;

class KinetoFuzz extends ReaderFuzz {

  private static final String METADATA =
      ",\"In msg nelems\":4096,\"Out msg nelems\":8192,\"Group size\":2,\"dtype\":\"BFloat16\","
          + "\"Process Group Name\":\"5\",\"Process Group Ranks\":\"[2, 3]\",\"Rank\":1,"
          + "\"Global rank start\":2,\"Global rank stride\":1,\"Seq\":4";

  @Override
  public TraceReader reader() {
    return new KinetoReader();
  }

  @Override
  protected String fileName() {
    return "rank0.pt.trace.json";
  }

  @Override
  protected List<byte[]> sound() {
    TraceText gpu =
        TraceText.of(2, 4)
            .allReduce("10.5", "2.25", 512)
            .gloo("send", "11.5", "2.25", 512)
            .hostRecord(7, "allreduce", METADATA)
            .hostRecord(8, "send", METADATA)
            .operator("vllm::all_reduce", 12, "[[4, 512], []]", "[\"c10::BFloat16\"]", "[\"\"]")
            .launch("cudaLaunchKernelExC", 8, 90)
            .launch("cudaLaunchKernelExC", 12, 91)
            .kernel("ncclDevKernel_AllReduce_Sum_bf16_RING_LL(x)", "\"External id\":7")
            .kernel("ncclDevKernel_SendRecv(x)", "\"correlation\":90")
            .kernel("cross_device_reduce_1stage<x>", "\"correlation\":91")
            .kernel("ncclDevKernel_Generic(x)", "\"External id\":9")
            .after("hip_runtime_version", "70253211");
    TraceText processor = TraceText.of(0, 2).allReduce("3.5", "300", 512).gloo("recv", "9", "1", 8);
    return List.of(gpu.text().getBytes(UTF_8), processor.text().getBytes(UTF_8));
  }
}
