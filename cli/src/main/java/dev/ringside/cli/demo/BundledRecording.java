package dev.ringside.cli.demo;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Recordings of real engines that come with the product, by the name that the user gives. */
public enum BundledRecording {
  /** Three prefills and eleven decode passes; with nothing wrong. */
  VLLM_TP2PP2(
      "vllm-tp2pp2",
      "vLLM 0.32.0, a Llama of 6 layers, tensor and pipeline parallelism over 4 ranks: all is"
          + " right",
      ranks(4)),

  /**
   * vllm#50691: with sequence-parallel experts, a pass of one token skips the all-gathers before
   * them, and ranks other than the first compute on padding.
   */
  DEEPSEEK_ONE_TOKEN(
      "deepseek-one-token",
      "vLLM 0.32.0, a DeepSeek-V3 of 5 layers on 2 replicas of 2 ranks that share experts: a real"
          + " bug of the engine, in passes of one token",
      List.of(
          "dp0_pp0_tp0_dcp0_ep0_rank0",
          "dp0_pp0_tp1_dcp0_ep1_rank1",
          "dp1_pp0_tp0_dcp0_ep2_rank0",
          "dp1_pp0_tp1_dcp0_ep3_rank1")),

  /**
   * One request of 128 prompt tokens and 32 output tokens; reduced to the communicating events by
   * {@code cli/src/recording/strip.py}.
   */
  TRANSFORMERS_TP2(
      "transformers-tp2",
      "Hugging Face transformers 5.18, a Llama of 8 layers on 2 ranks: all is right",
      ranks(2));

  private static final List<String> SETTINGS = List.of("deployment.yaml", "config.json");

  private final String label;
  private final String description;
  private final List<String> traces;

  BundledRecording(String label, String description, List<String> traces) {
    this.label = label;
    this.description = description;
    this.traces = traces.stream().map(name -> name + ".pt.trace.json.gz").toList();
  }

  private static List<String> ranks(int count) {
    return IntStream.range(0, count).mapToObj(rank -> "rank" + rank).toList();
  }

  /**
   * @throws IllegalArgumentException with the names there are
   */
  public static BundledRecording named(String label) {
    return Arrays.stream(values())
        .filter(recording -> recording.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no recording '%s': there are %s".formatted(label, labels())));
  }

  private static String labels() {
    return Arrays.stream(values()).map(BundledRecording::label).collect(Collectors.joining(", "));
  }

  public String label() {
    return label;
  }

  public String description() {
    return description;
  }

  /** Names of the files of the ranks. */
  List<String> traces() {
    return traces;
  }

  /** Names of all files, in the folder of the resources that is called like the recording. */
  List<String> files() {
    return Stream.concat(traces.stream(), SETTINGS.stream()).toList();
  }
}
