package dev.ringside.schemas.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.core.batch.BatchContents;
import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.bound.Bound;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.core.collective.Transport;
import dev.ringside.schemas.MalformedRecordException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallBatchTest {

  private static final BatchHeader HEADER = DecodeTrace.header(3, 1, 1);

  private final CallBatchEncoder encoder = new CallBatchEncoder();
  private final SignatureTable signatures = new SignatureTable();
  private final CallColumns calls = new CallColumns();

  @Test
  void theDictionaryHoldsOnlyTheSignaturesUsed() throws MalformedRecordException {
    for (int elements = 0; elements < 500; elements++) {
      signatures.idOf(allReduce("tp", elements));
    }
    calls.add(400, 10, 1, 0);
    calls.add(7, 20, 1, 1);

    CallBatch batch = roundTrip(HEADER);

    assertThat(batch.signatures().size()).isEqualTo(2);
    assertThat(batch.signatures().get(batch.calls().signature(0)).elements()).isEqualTo(400);
    assertThat(batch.signatures().get(batch.calls().signature(1)).elements()).isEqualTo(7);
  }

  @Test
  void aBatchWithoutCallsEndsAStreamAndKeepsItsTimes() throws MalformedRecordException {
    BatchHeader end = HEADER.holding(0, 111, 222);

    CallBatch batch = roundTrip(end);

    assertThat(batch.header()).isEqualTo(end);
    assertThat(batch.calls().size()).isZero();
  }

  @Test
  void headersGivenCountsAndTimesAreReplaced() throws MalformedRecordException {
    int id = signatures.idOf(allReduce("tp", 8));
    calls.add(id, 1_000, 50, 0);
    calls.add(id, 900, 500, 1);

    BatchHeader header = roundTrip(HEADER.holding(77, 1, 2)).header();

    assertThat(header.calls()).isEqualTo(2);
    assertThat(header.firstStartNs()).isEqualTo(900);
    assertThat(header.lastEndNs()).isEqualTo(1_400);
  }

  @Test
  void theHeaderIsReadWithoutTheCalls() throws MalformedRecordException {
    byte[] record = new DecodeTrace().batches(1, 1, 1).get(2);
    byte[] front = Arrays.copyOf(record, 200);

    assertThat(CallBatchDecoder.header(front)).isEqualTo(CallBatchDecoder.header(record));
    assertThatThrownBy(() -> CallBatchDecoder.decode(front))
        .isInstanceOf(MalformedRecordException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"stream", "communicator", "collective"})
  void sequenceNumbersAreNearlyFreeHoweverTheSourceCounts(String scope) {
    Communicator tensor = new Communicator("tp", 2, List.of(0, 1));
    Communicator world = new Communicator("world", 4, List.of(0, 1, 2, 3));
    int[] ids = {
      signatures.idOf(signature(tensor, Collective.ALL_REDUCE)),
      signatures.idOf(signature(tensor, Collective.ALL_GATHER)),
      signatures.idOf(signature(world, Collective.ALL_REDUCE)),
    };
    long[] counters = {1_000, 1_000, 1_000};
    CallColumns unnumbered = new CallColumns();
    for (int i = 0; i < 3_000; i++) {
      int kind = i * i % 7 % 3;
      int counter =
          switch (scope) {
            case "stream" -> 0;
            case "communicator" -> kind == 2 ? 1 : 0;
            default -> kind;
          };
      calls.add(ids[kind], i * 100L, 10, counters[counter]++);
      unnumbered.add(ids[kind], i * 100L, 10, 0);
    }

    int numbered = encoder.encode(HEADER, signatures, calls, 0, 3_000).length;
    int bare = encoder.encode(HEADER, signatures, unnumbered, 0, 3_000).length;

    assertThat(numbered - bare).isLessThan(24);
  }

  @Test
  void roundingDoesNotAddUpOverALongBatch() throws MalformedRecordException {
    int id = signatures.idOf(allReduce("tp", 8));
    for (int i = 0; i < 100_000; i++) {
      calls.add(id, i * 1_499L, 449, i);
    }

    CallBatch batch = roundTrip(DecodeTrace.header(0, 1000, 1000));

    assertThat(batch.calls().startNs(99_999))
        .isBetween(99_999 * 1_499L - 500, 99_999 * 1_499L + 500);
  }

  @Test
  void theLargestBatchFits() throws MalformedRecordException {
    int id = signatures.idOf(allReduce("tp", 8));
    for (int i = 0; i < Bound.CALLS.most(); i++) {
      calls.add(id, i, 1, i);
    }

    assertThat(roundTrip(HEADER).calls().size()).isEqualTo((int) Bound.CALLS.most());
  }

  @Test
  void moreCallsThanABatchHoldsAreRefused() {
    int id = signatures.idOf(allReduce("tp", 8));
    for (int i = 0; i <= Bound.CALLS.most(); i++) {
      calls.add(id, i, 1, i);
    }

    assertThatIllegalArgumentException()
        .isThrownBy(() -> encoder.encode(HEADER, signatures, calls, 0, calls.size()))
        .withMessageContaining("1000001");
  }

  @Test
  void moreSignaturesThanADictionaryHoldsAreRefused() throws MalformedRecordException {
    for (int elements = 0; elements <= (int) Bound.SIGNATURES.most(); elements++) {
      calls.add(signatures.idOf(allReduce("tp", elements)), elements, 1, elements);
    }

    assertThatIllegalArgumentException()
        .isThrownBy(() -> encoder.encode(HEADER, signatures, calls, 0, calls.size()))
        .withMessageContaining("65536");
    byte[] largest = encoder.encode(HEADER, signatures, calls, 0, (int) Bound.SIGNATURES.most());
    assertThat(CallBatchDecoder.decode(largest).signatures().size())
        .isEqualTo((int) Bound.SIGNATURES.most());
  }

  @Test
  void impossibleTimesAreRefusedAndTheEncoderStaysUsable() throws MalformedRecordException {
    int id = signatures.idOf(allReduce("tp", 8));
    calls.add(id, 5, 1, 0);
    calls.add(id, 10, -1, 1);
    calls.add(id, (1L << 62) + 1, 1, 2);
    calls.add(id, Long.MIN_VALUE, 1, 3);
    calls.add(id, 1L << 61, Long.MAX_VALUE, 4);

    for (int row = 1; row < calls.size(); row++) {
      int from = row;
      assertThatIllegalArgumentException()
          .isThrownBy(() -> encoder.encode(HEADER, signatures, calls, from, from + 1))
          .withMessageContaining("2^62");
    }
    assertThat(
            CallBatchDecoder.decode(encoder.encode(HEADER, signatures, calls, 0, 1))
                .calls()
                .startNs(0))
        .isEqualTo(5);
  }

  @Test
  void rowsOutsideTheColumnsAreRefused() {
    assertThatThrownBy(() -> encoder.encode(HEADER, signatures, calls, 0, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void whatWasRefusedBeforeCountsAsObserved() {
    BatchHeader header = HEADER.holding(new BatchContents(rejected(), 5, 0, 0));

    assertThat(header.contents().observed()).isEqualTo(5 + 3 + 4);
  }

  private static SortedMap<String, Long> rejected() {
    return new TreeMap<>(Map.of("no_duration", 3L, "no_rank", 4L));
  }

  private CallBatch roundTrip(BatchHeader header) throws MalformedRecordException {
    return CallBatchDecoder.decode(encoder.encode(header, signatures, calls, 0, calls.size()));
  }

  private static CallSignature allReduce(String group, long elements) {
    return new CallSignature(
        new Communicator(group, 0, List.of()),
        Collective.ALL_REDUCE,
        DataType.BFLOAT16,
        elements,
        Transport.NCCL,
        TimingQuality.GPU_NS,
        CallSignature.NO_PEER,
        0);
  }

  private static CallSignature signature(Communicator group, Collective collective) {
    return new CallSignature(
        group,
        collective,
        DataType.HALF,
        64,
        Transport.NCCL,
        TimingQuality.GPU_NS,
        CallSignature.NO_PEER,
        0);
  }
}
