package dev.ringside.ingest.kineto;

import static dev.ringside.core.collective.CallSignature.UNKNOWN_ELEMENTS;
import static dev.ringside.core.collective.Collective.ALL_GATHER;
import static dev.ringside.core.collective.Collective.ALL_REDUCE;
import static dev.ringside.core.collective.Collective.ALL_TO_ALL;
import static dev.ringside.core.collective.Collective.BROADCAST;
import static dev.ringside.core.collective.Collective.GATHER;
import static dev.ringside.core.collective.Collective.RECV;
import static dev.ringside.core.collective.Collective.REDUCE_SCATTER;
import static dev.ringside.core.collective.Collective.SEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringside.core.collective.CallFlag;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.core.collective.Transport;
import dev.ringside.ingest.files.RecordingFiles;
import dev.ringside.ingest.recording.RankTrace;
import dev.ringside.ingest.recording.ReadProgress;
import dev.ringside.ingest.recording.TraceRecording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real traces, read in place, against what is known of them: samples/README.md. */
class SampleTracesTest {

  private record Kind(Collective collective, long elements, DataType type) {}

  private static final Path SAMPLES =
      Path.of(System.getProperty("ringside.repository", "..")).resolve("../shared/samples");

  @Test
  void transformersOnTwoRanks() throws Exception {
    TraceRecording recording = recording("recorded/hf_llama_tp2");

    assertThat(recording.ranks()).containsExactly(0, 1);
    for (RankTrace trace : recording.traces()) {
      assertThat(counts(trace))
          .isEqualTo(
              Map.of(
                  bf16(ALL_REDUCE, 128 * 512), 16,
                  bf16(ALL_REDUCE, 512), 496,
                  bf16(ALL_GATHER, 16_000), 32));
      assertThat(trace.rejected()).isEmpty();
      assertThat(signatures(trace))
          .allMatch(signature -> signature.communicator().ranks().equals(List.of(0, 1)))
          .allMatch(signature -> signature.timing() == TimingQuality.CPU_US);
    }
  }

  @Test
  void vllmV0OnTwoRanks() throws Exception {
    for (RankTrace trace : recording("recorded/vllm_v0_llama8b_tp2").traces()) {
      assertThat(counts(trace))
          .isEqualTo(
              Map.of(
                  bf16(ALL_REDUCE, 128 * 4096), 65,
                  bf16(ALL_REDUCE, 4096), 8255,
                  bf16(GATHER, 64_128), 128));
    }
  }

  @Test
  void vllmV0OnTwoStagesOfTwoRanks() throws Exception {
    List<RankTrace> traces = recording("recorded/vllm_v0_llama8b_tp2pp2").traces();

    for (RankTrace trace : traces.subList(0, 2)) {
      assertThat(counts(trace))
          .isEqualTo(
              Map.of(
                  bf16(ALL_REDUCE, 128 * 4096), 33,
                  bf16(ALL_REDUCE, 4096), 4191,
                  bf16(SEND, 262_144), 2,
                  bf16(SEND, 2048), 254));
    }
    for (RankTrace trace : traces.subList(2, 4)) {
      assertThat(counts(trace))
          .isEqualTo(
              Map.of(
                  bf16(ALL_REDUCE, 128 * 4096), 32,
                  bf16(ALL_REDUCE, 4096), 4064,
                  bf16(RECV, 262_144), 2,
                  bf16(RECV, 2048), 254,
                  bf16(ALL_GATHER, 262_144), 2,
                  bf16(ALL_GATHER, 2048), 254,
                  bf16(GATHER, 64_128), 128));
    }
  }

  /** gloo carries out a reduce-scatter as an all-reduce: 4 of the 12 of that name. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void mixedLoopWithShapes(int rank) throws Exception {
    RankTrace trace = only(fileOf("recorded/gloo_tp2pp2ep4", "shapes_rank" + rank));
    Collective handOver = rank < 2 ? SEND : RECV;

    assertThat(counts(trace))
        .isEqualTo(
            Map.ofEntries(
                Map.entry(bf16(ALL_REDUCE, 64 * 256), 2),
                Map.entry(bf16(ALL_REDUCE, 256), 6),
                Map.entry(bf16(REDUCE_SCATTER, 128 * 256), 1),
                Map.entry(bf16(REDUCE_SCATTER, 512), 3),
                Map.entry(bf16(ALL_GATHER, 64 * 256), 1),
                Map.entry(bf16(ALL_GATHER, 256), 3),
                Map.entry(new Kind(ALL_GATHER, 4, DataType.FLOAT), 4),
                Map.entry(bf16(ALL_TO_ALL, 256 * 256), 1),
                Map.entry(bf16(ALL_TO_ALL, 1024), 3),
                Map.entry(new Kind(BROADCAST, 1, DataType.LONG), 4),
                Map.entry(bf16(handOver, 64 * 256), 1),
                Map.entry(bf16(handOver, 256), 3)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void mixedLoopWithoutShapes(int rank) throws Exception {
    RankTrace trace = only(fileOf("recorded/gloo_tp2pp2ep4", "noshapes_rank" + rank));

    assertThat(counts(trace))
        .isEqualTo(
            Map.of(
                unsized(ALL_REDUCE), 8,
                unsized(REDUCE_SCATTER), 4,
                unsized(ALL_GATHER), 8,
                unsized(ALL_TO_ALL), 4,
                unsized(BROADCAST), 4,
                unsized(rank < 2 ? SEND : RECV), 4));
    assertThat(signatures(trace))
        .allMatch(signature -> CallFlag.METADATA_MISSING.in(signature.flags()));
  }

  @Test
  void startsAreExactToTheNanosecond() throws Exception {
    RankTrace trace = only(fileOf("recorded/gloo_tp2pp2ep4", "noshapes_rank1"));
    long first = trace.calls().startNs(0);

    assertThat(first % 1_000).as("odd nanoseconds survive in %d", first).isNotZero();
    assertThat(first / 1_000_000_000).isEqualTo(1795445924);
  }

  @Test
  void ncclWithFullMetadata() throws Exception {
    RankTrace trace = only(sample("third-party/hta/nccl_parser_config__nccl_data.json.gz"));
    Map<Collective, Integer> calls = new HashMap<>();
    counts(trace).forEach((kind, count) -> calls.merge(kind.collective, count, Integer::sum));

    assertThat(calls).isEqualTo(Map.of(ALL_REDUCE, 15, BROADCAST, 6));
    assertThat(counts(trace))
        .containsEntry(new Kind(ALL_REDUCE, 6_637_568, DataType.FLOAT), 3)
        .containsEntry(new Kind(BROADCAST, 53_120, DataType.FLOAT), 3)
        .containsEntry(new Kind(BROADCAST, 53, DataType.LONG), 3);
    assertThat(signatures(trace))
        .allMatch(CallSignature::hasSize)
        .allMatch(signature -> signature.communicator().ranks().equals(List.of(0, 1)))
        .allMatch(signature -> signature.transport() == Transport.NCCL)
        .allMatch(signature -> signature.timing() == TimingQuality.GPU_NS);
    assertThat(trace.worldSize()).hasValue(2);
  }

  /** The kernel quoted in the format's description: base 1711964646 s, ts 4458677009853.422 µs. */
  @Test
  void kernelTimesCountFromTheBaseThatComesLast() throws Exception {
    RankTrace trace = only(sample("third-party/hta/nccl_parser_config__nccl_data.json.gz"));
    long expected = 1711964646000000000L + 4458677009853422L;

    assertThat(Stream.iterate(0, row -> row + 1).limit(trace.calls().size()))
        .anyMatch(
            row ->
                trace.calls().startNs(row) == expected
                    && trace.calls().durationNs(row) == 2_636_669);
  }

  @ParameterizedTest
  @CsvSource({
    "negative_queue_length_values_check__rank0.json.gz, 0, 80, 16",
    "trace_filter__sampled_rank-0.json.gz, 0, 10, 128",
    "trace_filter__sampled_rank-1.json.gz, 1, 10, 128"
  })
  void sendRecvKernelsWithoutMetadata(String file, int rank, int kernels, int world)
      throws Exception {
    RankTrace trace = only(sample("third-party/hta/" + file));

    assertThat(trace.rank()).isEqualTo(rank);
    assertThat(trace.worldSize()).hasValue(world);
    assertThat(counts(trace)).isEqualTo(Map.of(unsized(Collective.UNKNOWN), kernels));
  }

  @Test
  void glooOfRank34Of300() throws Exception {
    RankTrace trace =
        only(sample("third-party/hta/cpu_only__rank-34.Jul_15_10_52_41.1074.pt.trace.json.gz"));

    assertThat(trace.rank()).isEqualTo(34);
    assertThat(trace.worldSize()).hasValue(300);
    assertThat(counts(trace))
        .isEqualTo(
            Map.of(
                new Kind(ALL_REDUCE, 2_082_411, DataType.FLOAT), 5,
                new Kind(ALL_REDUCE, 321_271, DataType.FLOAT), 5));
    assertThat(signatures(trace)).allMatch(signature -> signature.communicator().size() == 300);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hta/ns_resolution_trace__rank-0.Apr_03_18_51_38.1102.pt.trace.json.gz",
        "tracelens_vllm_sglang_world1/inference__sglang_decode__sglang_Qwen3-8B_decode.json.gz",
        "tracelens_vllm_sglang_world1/inference__vllm_decode_full__graph_execution.json.gz",
        "tracelens_vllm_sglang_world1/inference__vllm_prefilldecode_piecewise__graph_execution.json.gz"
      })
  void aWorldOfOneCommunicatesNothing(String file) throws Exception {
    RankTrace trace = only(sample("third-party/" + file));

    assertThat(trace.worldSize()).hasValue(1);
    assertThat(trace.calls().size()).isZero();
    assertThat(trace.rejected()).isEmpty();
  }

  private static Kind bf16(Collective collective, long elements) {
    return new Kind(collective, elements, DataType.BFLOAT16);
  }

  private static Kind unsized(Collective collective) {
    return new Kind(collective, UNKNOWN_ELEMENTS, DataType.UNKNOWN);
  }

  private static Map<Kind, Integer> counts(RankTrace trace) {
    Map<Kind, Integer> counts = new HashMap<>();
    for (int row = 0; row < trace.calls().size(); row++) {
      CallSignature signature = trace.signatures().get(trace.calls().signature(row));
      counts.merge(
          new Kind(signature.collective(), signature.elements(), signature.dataType()),
          1,
          Integer::sum);
    }
    return counts;
  }

  private static List<CallSignature> signatures(RankTrace trace) {
    return Stream.iterate(0, id -> id + 1)
        .limit(trace.signatures().size())
        .map(trace.signatures()::get)
        .toList();
  }

  private static TraceRecording recording(String folder) throws Exception {
    return RecordingFiles.recognise(List.of(sample(folder)), Optional.empty())
        .read(ReadProgress.SILENT)
        .recording();
  }

  private static RankTrace only(Path file) throws Exception {
    return Kineto.read(file);
  }

  private static Path sample(String name) {
    Path path = SAMPLES.resolve(name);
    assumeTrue(Files.exists(path), () -> "sample not here: " + path);
    return path;
  }

  private static Path fileOf(String folder, String prefix) throws IOException {
    try (Stream<Path> files = Files.list(sample(folder))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .findFirst()
          .orElseThrow();
    }
  }
}
