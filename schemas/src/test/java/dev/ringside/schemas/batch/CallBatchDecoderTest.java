package dev.ringside.schemas.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ringside.core.batch.CallBatch;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.MalformedRecordException.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CallBatchDecoderTest {

  private static final byte[] VARINT_OF_A_MILLION = {(byte) 0xC0, (byte) 0x84, 0x3D};

  @Test
  void theSoundBatchReads() throws MalformedRecordException {
    CallBatch batch = CallBatchDecoder.decode(new RawBatch().bytes());

    assertThat(batch.calls().startNs(1)).isEqualTo(1 + 5 + 1);
    assertThat(batch.calls().durationNs(1)).isEqualTo(6);
    assertThat(batch.calls().sequence(1)).isEqualTo(2);
  }

  static Stream<Arguments> lies() {
    return Stream.of(
        lie("rank below 0", Reason.BAD_VALUE, raw -> raw.rank = -1),
        lie("unit of 7 ns", Reason.BAD_VALUE, raw -> raw.startUnitNs = 7),
        lie("negative number of calls", Reason.BAD_VALUE, raw -> raw.calls = -1),
        lie("too many calls", Reason.BAD_VALUE, raw -> raw.calls = 1_000_001),
        lie("more calls than the columns", Reason.HOSTILE_LENGTH, raw -> raw.calls = 1_000_000),
        lie("fewer calls than the columns", Reason.HOSTILE_LENGTH, raw -> raw.calls = 1),
        lie(
            "communicators without end",
            Reason.HOSTILE_LENGTH,
            raw -> raw.communicators = Long.MAX_VALUE),
        lie("communicator of 3 lists 2", Reason.BAD_VALUE, raw -> raw.communicatorSize = 3),
        lie("signatures without end", Reason.HOSTILE_LENGTH, raw -> raw.signatures = 1L << 40),
        lie(
            "a block of the smallest long",
            Reason.HOSTILE_LENGTH,
            raw -> raw.signatures = Long.MIN_VALUE),
        lie("communicator not there", Reason.BAD_VALUE, raw -> raw.communicator = 1),
        lie("collective not there", Reason.BAD_VALUE, raw -> raw.collective = 99),
        lie("negative elements", Reason.BAD_VALUE, raw -> raw.elements = -2),
        lie("a row of no elements", Reason.BAD_VALUE, raw -> raw.rowElements = -1),
        lie("a row of more than any", Reason.HOSTILE_LENGTH, raw -> raw.rowElements = 1L << 60),
        lie("sequence scope unknown", Reason.BAD_VALUE, raw -> raw.sequenceScope = 0),
        lie("signature not there", Reason.BAD_VALUE, raw -> raw.signatureColumn[0] = 2),
        lie("empty run", Reason.HOSTILE_LENGTH, raw -> raw.signatureColumn[1] = 0),
        lie("run beyond the calls", Reason.HOSTILE_LENGTH, raw -> raw.signatureColumn[1] = 3),
        lie("run too short", Reason.TRUNCATED, raw -> raw.signatureColumn[1] = 1),
        lie(
            "run of a million",
            Reason.HOSTILE_LENGTH,
            raw -> raw.sequenceColumn = join(new byte[] {2}, VARINT_OF_A_MILLION)),
        lie(
            "column goes on",
            Reason.TRAILING_BYTES,
            raw -> raw.signatureColumn = new byte[] {0, 2, 0}),
        lie("column of nothing", Reason.TRUNCATED, raw -> raw.sequenceColumn = new byte[0]),
        lie("no planes", Reason.HOSTILE_LENGTH, raw -> raw.gapPlanes.clear()),
        lie("plane missing", Reason.TRUNCATED, raw -> raw.gapPlanes.get(0)[1] = (byte) 0x80),
        lie("plane unused", Reason.TRAILING_BYTES, raw -> raw.gapPlanes.add(new byte[1])),
        lie("plane too long", Reason.HOSTILE_LENGTH, raw -> raw.gapPlanes.add(new byte[3])),
        lie("eleven planes", Reason.HOSTILE_LENGTH, raw -> raw.gapPlanes = planes(11, 1)),
        lie("varint of 65 bits", Reason.BAD_VALUE, raw -> raw.gapPlanes = planes(10, 2)),
        lie("duration beyond time", Reason.BAD_VALUE, raw -> raw.durationPlanes = planes(10, 1)),
        lie("first start too late", Reason.BAD_VALUE, raw -> raw.firstStartNs = 2),
        lie("last end too early", Reason.BAD_VALUE, raw -> raw.lastEndNs = 12),
        lie("ends before it starts", Reason.BAD_VALUE, raw -> raw.lastEndNs = 0),
        lie(
            "from one end of time to the other",
            Reason.BAD_VALUE,
            raw -> {
              raw.firstStartNs = Long.MIN_VALUE;
              raw.lastEndNs = Long.MAX_VALUE;
            }),
        lie("start beyond time", Reason.BAD_VALUE, raw -> raw.gapPlanes = planes(10, 1)));
  }

  private static Arguments lie(String name, Reason reason, Consumer<RawBatch> change) {
    return Arguments.of(name, reason, change);
  }

  /** Two varints of {@code count} places, all ones, with {@code last} in the last place. */
  private static List<byte[]> planes(int count, int last) {
    byte[][] planes = new byte[count][2];
    for (byte[] plane : planes) {
      Arrays.fill(plane, (byte) 0xFF);
    }
    Arrays.fill(planes[count - 1], (byte) last);
    return List.of(planes);
  }

  private static byte[] join(byte[] left, byte[] right) {
    byte[] joined = Arrays.copyOf(left, left.length + right.length);
    System.arraycopy(right, 0, joined, left.length, right.length);
    return joined;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lies")
  void everyLieIsNamedAndPlaced(String name, Reason reason, Consumer<RawBatch> change) {
    RawBatch raw = new RawBatch();
    change.accept(raw);
    byte[] record = raw.bytes();

    MalformedRecordException failure = failureOf(record);

    assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(reason);
    assertThat(failure.offset()).isBetween(10L, (long) record.length);
    assertThat(failure).hasMessageContaining(reason + " at byte " + failure.offset());
  }

  @Test
  void noRecordAtAll() {
    assertThat(failureOf(null).reason()).isEqualTo(Reason.EMPTY);
    assertThat(failureOf(new byte[0]).reason()).isEqualTo(Reason.EMPTY);
  }

  @Test
  void notSingleObjectEncoding() {
    assertThat(failureOf(new byte[] {(byte) 0xC3, 1, 0}).reason())
        .isEqualTo(Reason.NOT_SINGLE_OBJECT);
    assertThat(failureOf("{\"traceEvents\": []}".getBytes()).reason())
        .isEqualTo(Reason.NOT_SINGLE_OBJECT);
  }

  @Test
  void aSchemaNobodyReleased() {
    byte[] record = new RawBatch().bytes();
    record[5] ^= 0x40;

    MalformedRecordException failure = failureOf(record);

    assertThat(failure.reason()).isEqualTo(Reason.UNKNOWN_SCHEMA);
    assertThat(failure.offset()).isEqualTo(2);
  }

  @Test
  void everyTruncationIsNamed() {
    byte[] record = new DecodeTrace().batches(1, 1, 1).get(0);
    for (int length = 10; length < record.length; length++) {
      MalformedRecordException failure = failureOf(Arrays.copyOf(record, length));
      assertThat(failure.reason()).isIn(Reason.TRUNCATED, Reason.HOSTILE_LENGTH);
      assertThat(failure.offset()).isBetween(10L, (long) length);
    }
  }

  @Test
  void bytesAfterTheEnd() {
    byte[] record = new RawBatch().bytes();

    MalformedRecordException failure = failureOf(Arrays.copyOf(record, record.length + 1));

    assertThat(failure.reason()).isEqualTo(Reason.TRAILING_BYTES);
    assertThat(failure.offset()).isEqualTo(record.length);
  }

  private static MalformedRecordException failureOf(byte[] record) {
    MalformedRecordException failure =
        catchThrowableOfType(MalformedRecordException.class, () -> CallBatchDecoder.decode(record));
    assertThat(failure).isNotNull();
    return failure;
  }
}
