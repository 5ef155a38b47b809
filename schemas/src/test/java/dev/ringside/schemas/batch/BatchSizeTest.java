package dev.ringside.schemas.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The sizes that benchmarks/results/batch-encoding.md promises, on the same trace. */
class BatchSizeTest {

  private static final int STEPS = 8;
  private static final double CALLS = DecodeTrace.RANKS * STEPS * DecodeTrace.CALLS_A_STEP;

  @Test
  void aCallTakesAtMostFiveBytesAtNanoseconds() {
    assertThat(compressedBytesACall(1, 1)).isLessThanOrEqualTo(5.0);
  }

  @Test
  void aCallTakesAtMostOneAndAHalfBytesAtMicroseconds() {
    assertThat(compressedBytesACall(1000, 100)).isLessThanOrEqualTo(1.5);
    assertThat(compressedBytesACall(1000, 1000)).isLessThanOrEqualTo(1.5);
  }

  private static double compressedBytesACall(int startUnitNs, int durationUnitNs) {
    List<byte[]> batches = new DecodeTrace().batches(STEPS, startUnitNs, durationUnitNs);
    return batches.stream().mapToLong(batch -> Zstd.compress(batch, 1).length).sum() / CALLS;
  }
}
