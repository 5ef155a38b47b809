package dev.ringside.ingest.kineto;

import static dev.ringside.core.collective.Collective.ALL_GATHER;
import static dev.ringside.core.collective.Collective.ALL_REDUCE;
import static dev.ringside.core.collective.Collective.REDUCE_SCATTER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.collective.CallFlag;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.ingest.recording.RankTrace;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sizes and groups from the operator that launched a kernel. */
class OperatorCallsTest {

  private static final String ALL_REDUCE_KERNEL = "ncclDevKernel_AllReduce_Sum_bf16_RING_LL(x)";
  private static final String TENSOR = "[\"c10::BFloat16\",\"\"]";

  @TempDir Path folder;

  @Test
  void anOperatorTellsWhatTheKernelMoves() throws Exception {
    CallSignature signature =
        only(
            TraceText.of(0, 2)
                .operator("vllm::all_reduce", 7, "[[888,2880],[]]", TENSOR, "[\"\",\"\"]")
                .kernel(ALL_REDUCE_KERNEL, "\"External id\":7"));

    assertThat(signature.elements()).isEqualTo(888 * 2880);
    assertThat(signature.dataType()).isEqualTo(DataType.BFLOAT16);
    assertThat(signature.communicator().ranks()).containsExactly(0, 1);
    assertThat(CallFlag.METADATA_MISSING.in(signature.flags())).isFalse();
  }

  @Test
  void theLaunchLeadsToTheOperatorWhereTheIdDoesNot() throws Exception {
    CallSignature signature =
        only(
            TraceText.of(0, 2)
                .operator("vllm::all_reduce", 7, "[[4,8],[]]", TENSOR, "[]")
                .launch("cudaLaunchKernel", 7, 90)
                .kernel(ALL_REDUCE_KERNEL, "\"External id\":90,\"correlation\":90"));

    assertThat(signature.elements()).isEqualTo(32);
  }

  /** Inputs as they are registered: handles come first, results beside what is put in. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "_C_custom_ar::all_reduce|[[],[4,8],[4,8],[],[]]|[\"Scalar\",\"c10::Half\",\"c10::Half\",\"Scalar\",\"Scalar\"]|vllm::cross_device_reduce_1stage<x>|ALL_REDUCE|32",
        "sgl_kernel::all_reduce|[[],[4,8],[4,8],[],[]]|[\"Scalar\",\"c10::Half\",\"c10::Half\",\"Scalar\",\"Scalar\"]|vllm::cross_device_reduce_2stage<x>|ALL_REDUCE|32",
        "symm_mem::multimem_all_reduce_|[[32],[],[]]|[\"c10::Half\",\"\",\"\"]|multimem_all_reduce_kernel<x>|ALL_REDUCE|32",
        "symm_mem::one_shot_all_reduce_copy|[[64],[32],[],[]]|[\"c10::Half\",\"c10::Half\",\"\",\"\"]|one_shot_all_reduce_kernel<x>|ALL_REDUCE|32",
        "c10d::_allgather_base_|[[64],[32],[],[],[]]|[\"c10::Half\",\"c10::Half\",\"\",\"Scalar\",\"Scalar\"]|ncclDevKernel_AllGather_RING_LL(x)|ALL_GATHER|32",
        "sglang::reg_all_gather_into_tensor|[[64],[32],[]]|[\"c10::Half\",\"c10::Half\",\"\"]|ncclDevKernel_AllGather_RING_LL(x)|ALL_GATHER|32",
        "c10d::_reduce_scatter_base_|[[32],[64],[],[],[],[]]|[\"c10::Half\",\"c10::Half\",\"\",\"\",\"Scalar\",\"Scalar\"]|ncclDevKernel_ReduceScatter_Sum_f16_RING_LL(x)|REDUCE_SCATTER|64",
        "vllm::flashinfer_trtllm_fused_allreduce_norm|[[4,8],[4,8],[4,8],[8]]|[\"c10::Half\",\"c10::Half\",\"c10::Half\",\"c10::Half\"]|oneshotAllreduceFusionKernel<x>|ALL_REDUCE|32",
        "vllm::minimax_qk_norm_fusion|[[4,8]]|[\"c10::Half\"]|minimax_reduce_qk_rms_kernel_lamport_float<x>|ALL_REDUCE|-1"
      })
  void theInputCountsAndNotTheOutput(
      String name, String dims, String types, String kernel, Collective collective, long elements)
      throws Exception {
    CallSignature signature =
        only(
            TraceText.of(0, 2)
                .operator(name, 7, dims, types, "[]")
                .kernel(kernel, "\"External id\":7"));

    assertThat(signature.collective()).isEqualTo(collective);
    assertThat(signature.elements()).isEqualTo(elements);
    assertThat(signature.dataType() == DataType.HALF).isEqualTo(elements > 0);
  }

  @Test
  void aGroupsNameAmongTheInputsFindsItsRanks() throws Exception {
    TraceText trace =
        new TraceText()
            .before(
                "distributedInfo",
                TraceText.distributedInfo(
                    0, 4, TraceText.group("1", 2, "[0,1]"), TraceText.group("3", 2, "[0,2]")));
    TraceText known =
        trace
            .operator(
                "symm_mem::two_shot_all_reduce_", 7, "[[8],[],[]]", TENSOR, "[\"\",\"sum\",\"3\"]")
            .kernel("two_shot_all_reduce_kernel<x>", "\"External id\":7");

    assertThat(only(known).communicator().ranks()).containsExactly(0, 2);
  }

  @Test
  void aGroupThatTheTraceDoesNotListKeepsItsName() throws Exception {
    TraceText trace =
        new TraceText()
            .before(
                "distributedInfo",
                TraceText.distributedInfo(
                    0, 4, TraceText.group("1", 2, "[0,1]"), TraceText.group("3", 2, "[0,2]")))
            .operator("vllm::all_reduce", 7, "[[8],[]]", TENSOR, "[\"\",\"tp:0\"]")
            .kernel(ALL_REDUCE_KERNEL, "\"External id\":7");

    assertThat(only(trace).communicator().name()).isEqualTo("tp:0");
    assertThat(only(trace).communicator().ranks()).isEmpty();
  }

  @Test
  void torchsRecordComesBeforeAnOperator() throws Exception {
    CallSignature signature =
        only(
            TraceText.of(0, 2)
                .operator("c10d::allreduce_", 7, "[[[1,9]],[]]", "[\"TensorList\",\"\"]", "[]")
                .hostRecord(7, "allreduce", ",\"In msg nelems\":5,\"dtype\":\"Half\"")
                .kernel(ALL_REDUCE_KERNEL, "\"External id\":7"));

    assertThat(signature.elements()).isEqualTo(5);
  }

  @Test
  void anOperatorAroundAGraphSaysNothingOfItsKernels() throws Exception {
    CallSignature signature =
        only(
            TraceText.of(0, 2)
                .operator("vllm::all_reduce", 7, "[[8],[]]", TENSOR, "[]")
                .kernel(ALL_REDUCE_KERNEL, "\"External id\":7,\"graph node id\":12"));

    assertThat(signature.elements()).isEqualTo(CallSignature.UNKNOWN_ELEMENTS);
  }

  @Test
  void anOperatorOfAnotherCollectiveDoesNotSizeTheKernel() throws Exception {
    CallSignature signature =
        only(
            TraceText.of(0, 2)
                .operator("vllm::all_reduce", 7, "[[8],[]]", TENSOR, "[]")
                .kernel("ncclDevKernel_ReduceScatter_Sum_f32_RING_LL(x)", "\"External id\":7"));

    assertThat(signature.collective()).isEqualTo(REDUCE_SCATTER);
    assertThat(signature.elements()).isEqualTo(CallSignature.UNKNOWN_ELEMENTS);
  }

  @Test
  void kernelsOfNoKnownNameAreCountedAndNamed() throws Exception {
    RankTrace trace =
        read(
            TraceText.of(0, 2)
                .kernel("void new_lib::fancyAllReduceKernel<bf16>(int)", "\"correlation\":1")
                .kernel("void new_lib::fancyAllReduceKernel<half>(int)", "\"correlation\":2")
                .kernel("all_gather\u001b[31m_v9(int)", "\"correlation\":3")
                .kernel("at::native::reduce_kernel<512>", "\"correlation\":4"));

    assertThat(trace.calls().size()).isEqualTo(3);
    assertThat(trace.signatures().get(0).collective()).isEqualTo(Collective.UNKNOWN);
    assertThat(trace.remarks())
        .singleElement()
        .asString()
        .startsWith("3 kernels look like communication and are not known")
        .contains("new_lib::fancyAllReduceKernel (2), all_gather?[31m_v9 (1)")
        .contains("RINGSIDE_NAMES");
  }

  @Test
  void anOperatorNamesAKernelOfNoKnownName() throws Exception {
    RankTrace trace =
        read(
            TraceText.of(0, 2)
                .operator("vllm::all_reduce", 7, "[[8],[]]", TENSOR, "[]")
                .kernel("void new_lib::fancyAllReduceKernel<bf16>(int)", "\"External id\":7"));

    CallSignature signature = trace.signatures().get(0);
    assertThat(signature.collective()).isEqualTo(ALL_REDUCE);
    assertThat(signature.elements()).isEqualTo(8);
    assertThat(signature.transport()).isEqualTo(Transport.UNKNOWN);
    assertThat(trace.remarks()).isEmpty();
  }

  @Test
  void theShapeOfWhatIsPutInTellsTheWidthOfItsRows() throws Exception {
    TraceText trace =
        TraceText.of(0, 2)
            .operator("vllm::all_reduce", 7, "[[4,8],[]]", TENSOR, "[]")
            .operator("symm_mem::multimem_all_reduce_", 8, "[[32],[]]", TENSOR, "[]")
            .operator("vllm::all_gather", 9, "[[4,16],[]]", TENSOR, "[]")
            .kernel(ALL_REDUCE_KERNEL, "\"External id\":7")
            .kernel(ALL_REDUCE_KERNEL, "\"External id\":7")
            .kernel("multimem_all_reduce_kernel<x>", "\"External id\":8")
            .kernel("ncclDevKernel_AllGather_RING_LL(x)", "\"External id\":9");

    RankTrace read = read(trace);
    assertThat(rows(read)).containsExactly(8L, 8L, 0L, 16L);
  }

  /** Issued one after the other; carried out by gloo in that order, on two threads. */
  @Test
  void gloosReduceScatterIsOneCallAndNoAllReduce() throws Exception {
    RankTrace trace =
        read(
            TraceText.of(0, 2)
                .gloo("all_reduce", "25", "2", 64)
                .gloo("all_reduce", "15", "9", 64)
                .gloo("all_reduce", "5", "1", 64)
                .gloo("all_gather", "31", "1", 64)
                .event("cpu_op", "c10d::allreduce_", "10", "1", sizes("[[[64]],[]]", "TensorList"))
                .event(
                    "cpu_op",
                    "c10d::_reduce_scatter_base_",
                    "11",
                    "1",
                    sizes("[[32],[64]]", "c10::BFloat16\",\"c10::BFloat16")));

    assertThat(List.of(collective(trace, 0), collective(trace, 1), collective(trace, 2)))
        .containsExactly(ALL_REDUCE, ALL_REDUCE, REDUCE_SCATTER);
    assertThat(collective(trace, 3)).isEqualTo(ALL_GATHER);
    assertThat(trace.calls().size()).isEqualTo(4);
  }

  private static String sizes(String dims, String type) {
    return "\"External id\":1,\"Input Dims\":%s,\"Input type\":[\"%s\"]".formatted(dims, type);
  }

  private static List<Long> rows(RankTrace trace) {
    return IntStream.range(0, trace.calls().size())
        .mapToObj(row -> trace.signatures().get(trace.calls().signature(row)).rowElements())
        .toList();
  }

  private static Collective collective(RankTrace trace, int row) {
    return trace.signatures().get(trace.calls().signature(row)).collective();
  }

  private RankTrace read(TraceText trace) throws Exception {
    return Kineto.read(trace.writeTo(folder.resolve("rank0.json")));
  }

  private CallSignature only(TraceText text) throws Exception {
    RankTrace trace = read(text);
    assertThat(trace.calls().size()).isOne();
    return trace.signatures().get(0);
  }
}
