package dev.ringside.schemas.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ringside.core.bound.Bound;
import dev.ringside.core.bound.Bound.Place;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.MalformedRecordException.Reason;
import dev.ringside.schemas.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every bound of {@link Place#RECORD}, driven through the decoder of batches. */
class RecordBoundsTest {

  static List<Bound> bounds() {
    return Bound.at(Place.RECORD);
  }

  @ParameterizedTest
  @MethodSource("bounds")
  void atTheBoundABatchIsRead(Bound bound) {
    byte[] record = record(bound, bound.most());

    assertThatCode(() -> CallBatchDecoder.decode(record)).doesNotThrowAnyException();
    assertThatCode(() -> CallBatchDecoder.reader().read(record)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource("bounds")
  void oneBeyondItIsRefusedInALineThatNamesTheBound(Bound bound) {
    byte[] record = record(bound, bound.most() + 1);

    MalformedRecordException failure =
        catchThrowableOfType(MalformedRecordException.class, () -> CallBatchDecoder.decode(record));

    assertThat(failure).hasMessageContaining("(bound " + bound.label() + ")");
    assertThat(failure.getMessage()).doesNotContain("\n").hasSizeLessThan(200);
    assertThat(failure.reason()).isIn(Reason.BAD_VALUE, Reason.HOSTILE_LENGTH);
  }

  /** A batch that has so much of what the bound counts. */
  private static byte[] record(Bound bound, long count) {
    RawBatch raw = new RawBatch();
    int many = (int) Math.min(count, Integer.MAX_VALUE);
    switch (bound) {
      case NAME_BYTES -> raw.runId = "\u00e9".repeat(many / 2) + "x".repeat(many % 2);
      case REASON_BYTES -> raw.rejected.put("r".repeat(many), 1L);
      case REASONS -> IntStream.range(0, many).forEach(i -> raw.rejected.put("reason" + i, 1L));
      case REJECTED_EVENTS -> {
        raw.rejected.put("some", count - 7);
        raw.rejected.put("others", 7L);
      }
      case CALLS -> fill(raw, many);
      case BATCH_SECONDS -> raw.lastEndNs = raw.firstStartNs + nanoseconds(bound, count);
      case SIGNATURES -> {
        raw.signatures = many;
        raw.moreSignatures = many - 1;
      }
      case COMMUNICATORS -> {
        raw.communicators = many;
        raw.moreCommunicators = many - 1;
      }
      case COMMUNICATOR_RANKS -> {
        raw.communicatorSize = many;
        raw.ranks = List.of();
        raw.rankRuns = List.of(0, 1, many);
      }
      case LISTED_RANKS -> {
        raw.signatures = Bound.SIGNATURES.most();
        raw.moreSignatures = (int) raw.signatures - 1;
        raw.communicatorSize = (int) ((many + raw.signatures - 1) / raw.signatures);
        raw.ranks = counting(raw.communicatorSize);
      }
      case STANDINGS -> raw.standings = many;
      case OPEN_CALLS -> raw.openCalls = many;
      case TOLD_STEPS -> raw.steps = many;
      case RUN_RANKS -> raw.runRanks = counting(many);
      case ELEMENTS -> raw.elements = count;
      case RANK_NUMBER -> raw.rank = many;
      default -> throw new AssertionError(bound + " has no driver here");
    }
    return raw.bytes();
  }

  /** Just beyond the bound is one nanosecond beyond. */
  private static long nanoseconds(Bound bound, long seconds) {
    long most = bound.most() * 1_000_000_000L;
    return bound.allows(seconds) ? most : most + 1;
  }

  private static void fill(RawBatch raw, int calls) {
    WireWriter run = new WireWriter(16);
    run.writeZigzag(0);
    run.writeVarint(calls);
    raw.calls = calls;
    raw.firstStartNs = 0;
    raw.signatureColumn = run.toByteArray();
    raw.sequenceColumn = run.toByteArray();
    raw.durationPlanes = new ArrayList<>(List.of(new byte[calls]));
    raw.gapPlanes = new ArrayList<>(List.of(new byte[calls]));
  }

  private static List<Integer> counting(int ranks) {
    return IntStream.range(0, ranks).boxed().toList();
  }
}
