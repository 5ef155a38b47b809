package dev.ringside.core.deployment;

import java.util.ArrayList;
import java.util.List;

/**
 * The batch sizes for which an engine captured CUDA graphs, ascending. A pass is padded to the next
 * of them, so T̂ on the wire is larger than the scheduled tokens.
 */
public record CaptureSizes(List<Integer> sizes) {

  /** No graphs, no padding. */
  public static final CaptureSizes NONE = new CaptureSizes(List.of());

  /**
   * SGLang's decode batches up to 512 requests. Source: SGLang v0.5.18 {@code
   * server_args.py:_generate_decode_cuda_graph_batch_sizes}.
   */
  public static final CaptureSizes SGLANG = sglang();

  /** The same with speculative decoding, up to 256 requests. */
  public static final CaptureSizes SGLANG_DRAFTED = sglangDrafted();

  /**
   * LMDeploy's decode batches up to its largest bound: powers of two up to 256, then every 256th.
   */
  public static final CaptureSizes LMDEPLOY =
      new CaptureSizes(List.of(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 768, 1024));

  /** vLLM's on Blackwell, up to 1024; elsewhere cut at 512. */
  public static final CaptureSizes VLLM_1024 = of(1024, 248, 16);

  /** vLLM's V1 engine until 0.10: every 8th up to 512. */
  public static final CaptureSizes VLLM_BEFORE_0_11 = of(512, 512, 8);

  public CaptureSizes {
    sizes = List.copyOf(sizes);
  }

  private static CaptureSizes sglang() {
    List<Integer> sizes = new ArrayList<>(List.of(1, 2, 4, 8, 12));
    for (int size = 16; size <= 256; size += 8) {
      sizes.add(size);
    }
    for (int size = 272; size <= 496; size += 16) {
      sizes.add(size);
    }
    sizes.add(512);
    return new CaptureSizes(sizes);
  }

  private static CaptureSizes sglangDrafted() {
    List<Integer> sizes = new ArrayList<>();
    for (int size = 1; size <= 256; size++) {
      int step = size <= 8 ? 1 : size <= 32 ? 2 : size < 40 ? 40 : size <= 64 ? 4 : 8;
      if (size % step == 0) {
        sizes.add(size);
      }
    }
    return new CaptureSizes(sizes);
  }

  /** Those of these sizes that do not exceed {@code max}. */
  public CaptureSizes upTo(long max) {
    return new CaptureSizes(sizes.stream().filter(size -> size <= max).toList());
  }

  /** Those of these sizes below {@code last}, and {@code last}. */
  CaptureSizes endingAt(int last) {
    List<Integer> ending = new ArrayList<>(upTo(last - 1L).sizes);
    for (int size = 1280; size < last; size += 256) {
      ending.add(size);
    }
    ending.add(last);
    return new CaptureSizes(ending);
  }

  /**
   * {@code [1, 2, 4]}, then every 8th up to {@code lastOfEight}, then in steps of {@code step} up
   * to {@code max}. Source: vLLM {@code config/vllm.py:_set_cudagraph_sizes}.
   */
  static CaptureSizes of(int max, int lastOfEight, int step) {
    List<Integer> sizes = new ArrayList<>(List.of(1, 2, 4));
    for (int size = 8; size <= lastOfEight; size += 8) {
      sizes.add(size);
    }
    for (int size = lastOfEight + 8; size <= max; size += step) {
      sizes.add(size);
    }
    return new CaptureSizes(sizes);
  }

  /** T̂ for {@code tokens}: the smallest captured size that holds them, or {@code tokens}. */
  public long padded(long tokens) {
    for (int size : sizes) {
      if (size >= tokens) {
        return size;
      }
    }
    return tokens;
  }
}
