package dev.ringside.schemas.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.iteration.Iteration;
import dev.ringside.core.progress.Progress;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.AvroOracle;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CallBatchProperties {

  private final CallBatchEncoder encoder = new CallBatchEncoder();

  static LongStream seeds() {
    return LongStream.range(0, 400);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void atOneNanosecondNothingIsLost(long seed) throws MalformedRecordException {
    ArbitraryBatch arbitrary = new ArbitraryBatch(seed);
    SignatureTable signatures = arbitrary.signatures();
    CallColumns calls = arbitrary.calls(signatures);

    CallBatch batch = roundTrip(arbitrary.header(1, 1), signatures, calls);

    assertThat(batch.calls().size()).isEqualTo(calls.size());
    for (int row = 0; row < calls.size(); row++) {
      assertThat(batch.calls().startNs(row)).isEqualTo(calls.startNs(row));
      assertThat(batch.calls().durationNs(row)).isEqualTo(calls.durationNs(row));
    }
  }

  /** Whatever was read before into the same columns, malformed batches too. */
  @Test
  void aReaderThatKeepsItsColumnsReadsWhatADecoderReads() throws MalformedRecordException {
    CallBatchReader reader = CallBatchDecoder.reader();
    for (long seed = 0; seed < 200; seed++) {
      ArbitraryBatch arbitrary = new ArbitraryBatch(seed);
      SignatureTable signatures = arbitrary.signatures();
      CallColumns calls = arbitrary.calls(signatures);
      byte[] record = encoder.encode(arbitrary.header(), signatures, calls, 0, calls.size());
      byte[] cut = Arrays.copyOf(record, record.length - 1);
      assertThatThrownBy(() -> reader.read(cut)).isInstanceOf(MalformedRecordException.class);

      CallBatch decoded = CallBatchDecoder.decode(record);
      CallBatch read = reader.read(record);

      assertThat(read.header()).isEqualTo(decoded.header());
      assertThat(read.calls().size()).isEqualTo(decoded.calls().size());
      for (int row = 0; row < calls.size(); row++) {
        assertThat(read.calls().signature(row)).isEqualTo(decoded.calls().signature(row));
        assertThat(read.calls().startNs(row)).isEqualTo(decoded.calls().startNs(row));
        assertThat(read.calls().durationNs(row)).isEqualTo(decoded.calls().durationNs(row));
        assertThat(read.calls().sequence(row)).isEqualTo(decoded.calls().sequence(row));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void coarserUnitsStayWithinHalfAUnitAndNeverDrift(long seed) throws MalformedRecordException {
    ArbitraryBatch arbitrary = new ArbitraryBatch(seed);
    SignatureTable signatures = arbitrary.signatures();
    CallColumns calls = arbitrary.calls(signatures);
    BatchHeader header = arbitrary.header();

    CallBatch batch = roundTrip(header, signatures, calls);

    for (int row = 0; row < calls.size(); row++) {
      assertThat(Math.abs(batch.calls().startNs(row) - calls.startNs(row)))
          .isLessThanOrEqualTo(header.startUnitNs() / 2);
      assertThat(Math.abs(batch.calls().durationNs(row) - calls.durationNs(row)))
          .isLessThanOrEqualTo(header.durationUnitNs() / 2);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void allButTheTimesIsExactAtAnyUnit(long seed) throws MalformedRecordException {
    ArbitraryBatch arbitrary = new ArbitraryBatch(seed);
    SignatureTable signatures = arbitrary.signatures();
    CallColumns calls = arbitrary.calls(signatures);

    CallBatch batch = roundTrip(arbitrary.header(), signatures, calls);

    for (int row = 0; row < calls.size(); row++) {
      assertThat(batch.signatures().get(batch.calls().signature(row)))
          .isEqualTo(signatures.get(calls.signature(row)));
      assertThat(batch.calls().sequence(row)).isEqualTo(calls.sequence(row));
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theHeaderCarriesTheBoundsOfWhatIsRead(long seed) throws MalformedRecordException {
    ArbitraryBatch arbitrary = new ArbitraryBatch(seed);
    SignatureTable signatures = arbitrary.signatures();
    CallColumns calls = arbitrary.calls(signatures);
    BatchHeader given = arbitrary.header();

    CallBatch batch = roundTrip(given, signatures, calls);

    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (int row = 0; row < calls.size(); row++) {
      first = Math.min(first, batch.calls().startNs(row));
      last = Math.max(last, batch.calls().endNs(row));
    }
    BatchHeader expected =
        calls.size() == 0
            ? given.holding(0, given.firstStartNs(), given.lastEndNs())
            : given.holding(calls.size(), first, last);
    assertThat(batch.header()).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aUsedEncoderWritesWhatAFreshOneWrites(long seed) {
    ArbitraryBatch arbitrary = new ArbitraryBatch(seed);
    for (int i = 0; i < 3; i++) {
      SignatureTable signatures = arbitrary.signatures();
      CallColumns calls = arbitrary.calls(signatures);
      BatchHeader header = arbitrary.header();
      assertThat(encoder.encode(header, signatures, calls, 0, calls.size()))
          .isEqualTo(new CallBatchEncoder().encode(header, signatures, calls, 0, calls.size()));
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void anySplitOfTheRowsReadsBackAsTheWhole(long seed) throws MalformedRecordException {
    ArbitraryBatch arbitrary = new ArbitraryBatch(seed);
    SignatureTable signatures = arbitrary.signatures();
    CallColumns calls = arbitrary.calls(signatures);
    BatchHeader header = arbitrary.header(1, 1);
    int cut = arbitrary.below(calls.size() + 1);

    CallBatch left = CallBatchDecoder.decode(encoder.encode(header, signatures, calls, 0, cut));
    CallBatch right =
        CallBatchDecoder.decode(encoder.encode(header, signatures, calls, cut, calls.size()));

    for (int row = 0; row < calls.size(); row++) {
      CallBatch part = row < cut ? left : right;
      int partRow = row < cut ? row : row - cut;
      assertThat(part.calls().startNs(partRow)).isEqualTo(calls.startNs(row));
      assertThat(part.calls().sequence(partRow)).isEqualTo(calls.sequence(row));
      assertThat(part.signatures().get(part.calls().signature(partRow)))
          .isEqualTo(signatures.get(calls.signature(row)));
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void avroAndWeReadWhatTheOtherWrites(long seed) throws IOException, MalformedRecordException {
    ArbitraryBatch arbitrary = new ArbitraryBatch(seed);
    SignatureTable signatures = arbitrary.signatures();
    CallColumns calls = arbitrary.calls(signatures);
    byte[] ours = encoder.encode(arbitrary.header(), signatures, calls, 0, calls.size());

    byte[] avros = AvroOracle.of("CallBatch").rewrite(ours);

    CallBatch read = CallBatchDecoder.decode(avros);
    assertThat(
            encoder.encode(read.header(), read.signatures(), read.calls(), 0, read.calls().size()))
        .isEqualTo(ours);
  }

  /** One encoder for all of them: a dictionary that is kept knows which communicators it has. */
  @ParameterizedTest
  @MethodSource("seeds")
  void progressIsReadAsItWasSaidAndByAvroToo(long seed)
      throws IOException, MalformedRecordException {
    ArbitraryBatch arbitrary = new ArbitraryBatch(seed);
    SignatureTable signatures = arbitrary.signatures();
    CallColumns calls = arbitrary.calls(signatures);
    for (int i = 0; i < 4; i++) {
      Progress progress = i == 2 ? Progress.NONE : arbitrary.progress(signatures);
      int to = i == 1 ? 0 : calls.size();
      byte[] ours = encoder.encode(arbitrary.header(), signatures, calls, 0, to, progress);

      CallBatch read = CallBatchDecoder.decode(AvroOracle.of("CallBatch").rewrite(ours));

      assertThat(read.progress()).isEqualTo(progress);
      assertThat(
              encoder.encode(
                  read.header(),
                  read.signatures(),
                  read.calls(),
                  0,
                  read.calls().size(),
                  read.progress()))
          .isEqualTo(ours);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void stepsAreReadAsTheyWereToldMovedAndByAvroToo(long seed)
      throws IOException, MalformedRecordException {
    ArbitraryBatch arbitrary = new ArbitraryBatch(seed);
    SignatureTable signatures = arbitrary.signatures();
    CallColumns calls = arbitrary.calls(signatures);
    List<Iteration> steps = arbitrary.steps();
    byte[] ours =
        encoder.encode(
            arbitrary.header(), signatures, calls, 0, calls.size(), 0, Progress.NONE, steps);

    CallBatch read = CallBatchDecoder.decode(AvroOracle.of("CallBatch").rewrite(ours));

    assertThat(read.steps()).isEqualTo(steps);
    byte[] moved =
        encoder.encode(
            arbitrary.header(), signatures, calls, 0, calls.size(), 17, Progress.NONE, steps);
    assertThat(CallBatchDecoder.decode(moved).steps())
        .extracting(Iteration::startNs)
        .isEqualTo(steps.stream().map(step -> step.startNs() + 17).toList());
  }

  private CallBatch roundTrip(BatchHeader header, SignatureTable signatures, CallColumns calls)
      throws MalformedRecordException {
    byte[] record = encoder.encode(header, signatures, calls, 0, calls.size());
    CallBatch batch = CallBatchDecoder.decode(record);
    assertThat(CallBatchDecoder.header(record)).isEqualTo(batch.header());
    return batch;
  }
}
