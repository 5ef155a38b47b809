package dev.ringside.schemas.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an encoder keeps from batch to batch shows in no batch. */
class CallBatchEncoderTest {

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  /** Batches of one table, each of any part of its calls, so dictionaries repeat, grow, differ. */
  @ParameterizedTest
  @MethodSource("seeds")
  void aUsedEncoderWritesWhatANewOneWould(long seed) {
    Random random = new Random(seed);
    CallBatchEncoder used = new CallBatchEncoder();
    for (int table = 0; table < 3; table++) {
      ArbitraryBatch arbitrary = new ArbitraryBatch(seed + table);
      SignatureTable signatures = arbitrary.signatures();
      CallColumns calls = arbitrary.calls(signatures);
      for (int batch = 0; batch < 8; batch++) {
        BatchHeader header = arbitrary.header();
        int from = random.nextInt(3) == 0 ? random.nextInt(calls.size() + 1) : 0;
        int to = from + random.nextInt(calls.size() - from + 1);
        assertThat(used.encode(header, signatures, calls, from, to))
            .isEqualTo(new CallBatchEncoder().encode(header, signatures, calls, from, to));
      }
    }
  }

  @Test
  void sharedBytesAreThoseOfTheCopy() {
    DecodeTrace trace = new DecodeTrace();
    CallColumns calls = trace.rank(0, 2);
    BatchHeader header = DecodeTrace.header(0, 1000, 100);
    CallBatchEncoder encoder = new CallBatchEncoder();

    ByteBuffer shared = encoder.encodeShared(header, trace.signatures(), calls, 0, calls.size());
    byte[] bytes = new byte[shared.remaining()];
    shared.get(bytes);

    assertThat(bytes).isEqualTo(encoder.encode(header, trace.signatures(), calls, 0, calls.size()));
  }

  @Test
  void aRefusedBatchLeavesNothingBehind() {
    DecodeTrace trace = new DecodeTrace();
    CallColumns calls = trace.rank(0, 1);
    BatchHeader header = DecodeTrace.header(0, 1, 1);
    CallBatchEncoder encoder = new CallBatchEncoder();
    byte[] before = encoder.encode(header, trace.signatures(), calls, 0, calls.size());
    CallColumns refused = new CallColumns();
    refused.add(calls.signature(calls.size() - 1), 10, 5, 0);
    refused.add(calls.signature(0), 20, -1, 0);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> encoder.encode(header, trace.signatures(), refused, 0, 2));

    assertThat(encoder.encode(header, trace.signatures(), calls, 0, calls.size()))
        .isEqualTo(before);
  }
}
