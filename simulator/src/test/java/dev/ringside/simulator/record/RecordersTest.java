package dev.ringside.simulator.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.BatchOrigin;
import dev.ringside.core.batch.BatchUnits;
import dev.ringside.core.collective.CallFlag;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.core.collective.Transport;
import dev.ringside.simulator.chance.Dice;
import dev.ringside.simulator.cluster.Group;
import dev.ringside.simulator.cluster.GroupCall;
import dev.ringside.simulator.cluster.GroupKind;
import dev.ringside.simulator.cluster.HostClock;
import dev.ringside.simulator.cluster.Rank;
import dev.ringside.simulator.scenario.Noise;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What agents make of the same calls, depending on what they can see. */
class RecordersTest {

  private static final long START = 1_000_000_000_000L;
  private static final long SECOND = 1_000_000_000L;

  private record Sent(CallSignature signature, long startNs, long durationNs, long number) {}

  private final List<Sent> sent = new ArrayList<>();
  private final List<BatchHeader> headers = new ArrayList<>();
  private final SimulatedBatches out =
      (header, signatures, columns, from, to) -> {
        headers.add(header);
        for (int row = from; row < to; row++) {
          sent.add(
              new Sent(
                  signatures.get(columns.signature(row)),
                  columns.startNs(row),
                  columns.durationNs(row),
                  columns.sequence(row)));
        }
      };

  private static RecorderPlace place(int rank) {
    return new RecorderPlace(
        new BatchOrigin("d", 0, rank, RankRecorder.AGENT, "run", "node", List.of()),
        new BatchUnits("simulated", 1, 1),
        new HostClock(START, Noise.NONE, Dice.of(1)),
        false);
  }

  private static RankRecorder inspector(int ring) {
    return new InspectorRecorder(
        place(0), new InspectorSettings(SECOND, ring, 8192), Optional.empty());
  }

  /** Three ranks, of which the {@code member}-th is watched. */
  private static Group group(RankRecorder recorder, int member) {
    List<Rank> ranks = new ArrayList<>();
    for (int rank = 0; rank < 3; rank++) {
      RankRecorder own = rank == member ? recorder : new StreamRecorder(place(rank), false);
      ranks.add(new Rank(rank, 0, 0, rank, 0, own));
    }
    return new Group(GroupKind.TENSOR, ranks, "tp:0");
  }

  private static GroupCall reduce(Group group, long elements, Transport by, boolean replayed) {
    return group.call(Collective.ALL_REDUCE, DataType.BFLOAT16, elements, by, replayed);
  }

  private void flush(RankRecorder recorder, long nowNs) throws Exception {
    recorder.flush(nowNs, out, Dice.of(1), 0);
  }

  private void assertAccount(RankRecorder recorder, long made, long sentCalls, long hidden) {
    assertThat(recorder.seen()).isEqualTo(new SeenCalls(made, sentCalls, hidden, 0, 0));
    assertThat(recorder.seen().balances()).isTrue();
    assertThat(sent).hasSize((int) sentCalls);
  }

  @Test
  void aFullViewSeesEveryCallAsItWas() throws Exception {
    RankRecorder recorder = new StreamRecorder(place(0), false);
    Group group = group(recorder, 0);
    reduce(group, 64, Transport.CUSTOM_AR, false).record(0, 10, 30);
    reduce(group, 64, Transport.NCCL, false).record(0, 40, 70);
    flush(recorder, SECOND);
    assertThat(sent.stream().map(Sent::startNs)).containsExactly(START + 10, START + 40);
    assertThat(sent.stream().map(Sent::durationNs)).containsExactly(20L, 30L);
    assertThat(sent.stream().map(Sent::number)).containsExactly(0L, 1L);
    assertAccount(recorder, 2, 2, 0);
  }

  @Test
  void ncclSeesOnlyWhatItCarries() throws Exception {
    RankRecorder recorder = new StreamRecorder(place(0), true);
    Group group = group(recorder, 0);
    for (Transport transport :
        List.of(
            Transport.CUSTOM_AR,
            Transport.FLASHINFER,
            Transport.SYMM_MEM,
            Transport.DEEPEP,
            Transport.TRTLLM)) {
      reduce(group, 64, transport, false).record(0, 0, 1);
    }
    reduce(group, 64, Transport.NCCL, false).record(0, 5, 6);
    reduce(group, 64, Transport.NCCL_SYMMETRIC, false).record(0, 7, 8);
    flush(recorder, SECOND);
    assertAccount(recorder, 7, 2, 5);
    assertThat(sent.stream().map(Sent::number)).containsExactly(0L, 1L);
  }

  @Test
  void toNcclAGatherIsSendsAndReceives() throws Exception {
    for (int member = 0; member < 3; member++) {
      sent.clear();
      RankRecorder recorder = new StreamRecorder(place(member), true);
      Group group = group(recorder, member);
      group
          .call(Collective.GATHER, DataType.BFLOAT16, 64, Transport.NCCL, false)
          .record(member, 0, 9);
      flush(recorder, SECOND);
      List<Integer> peers = sent.stream().map(call -> call.signature.peer()).toList();
      assertThat(peers).isEqualTo(member == 0 ? List.of(1, 2) : List.of(0));
      assertThat(sent)
          .allMatch(
              call ->
                  call.signature.elements() == 64
                      && call.signature.communicator().size() == 2
                      && call.signature.collective()
                          == (group.members()[0].witness() == recorder
                              ? Collective.RECV
                              : Collective.SEND));
      assertThat(recorder.seen().balances()).isTrue();
    }
  }

  @Test
  void inspectorTracksFromTheFloorOn() throws Exception {
    RankRecorder recorder = inspector(16);
    Group group = group(recorder, 0);
    reduce(group, 4095, Transport.NCCL, false).record(0, 0, 5_000);
    reduce(group, 4096, Transport.NCCL, false).record(0, 0, 5_000);
    reduce(group, 8192, Transport.CUSTOM_AR, false).record(0, 0, 5_000);
    group.call(Collective.GATHER, DataType.LONG, 8192, Transport.NCCL, false).record(0, 0, 9);
    assertThat(recorder.seen().balances()).isFalse();
    flush(recorder, SECOND);
    assertAccount(recorder, 4, 1, 3);
    assertThat(sent.get(0).number).isEqualTo(1);
    assertThat(sent.get(0).signature.timing()).isEqualTo(TimingQuality.DUMP_TIME);
    assertThat(CallFlag.SAMPLED.in(sent.get(0).signature.flags())).isTrue();
  }

  @Test
  void itsRingKeepsTheLast() throws Exception {
    RankRecorder recorder = inspector(4);
    Group group = group(recorder, 0);
    for (int i = 0; i < 10; i++) {
      reduce(group, 4096, Transport.NCCL, false).record(0, i, i + 1000L * (i + 1));
    }
    group.call(Collective.SEND, DataType.BFLOAT16, 4096, Transport.NCCL, false).record(0, 1, 9000);
    flush(recorder, SECOND / 2);
    assertThat(sent).isEmpty();
    flush(recorder, SECOND);
    assertAccount(recorder, 11, 5, 6);
    assertThat(sent.stream().limit(4).map(Sent::number)).containsExactly(6L, 7L, 8L, 9L);
    assertThat(sent.stream().limit(4).map(Sent::durationNs))
        .containsExactly(7_000L, 8_000L, 9_000L, 10_000L);
    assertThat(sent.get(4).signature.collective()).isEqualTo(Collective.SEND);
  }

  /** All of a dump end when it was taken, and durations are whole microseconds. */
  @Test
  void itKnowsOnlyTheTimeOfTheDump() throws Exception {
    RankRecorder recorder = inspector(16);
    Group group = group(recorder, 0);
    reduce(group, 4096, Transport.NCCL, false).record(0, 100, 5_999);
    reduce(group, 4096, Transport.NCCL, false).record(0, 10_000, 12_345);
    flush(recorder, SECOND + 777);
    assertThat(sent.stream().map(Sent::durationNs)).containsExactly(5_000L, 2_000L);
    assertThat(sent).allMatch(call -> call.startNs + call.durationNs == START + SECOND);
    reduce(group, 4096, Transport.NCCL, false).record(0, SECOND, SECOND + 1_000);
    flush(recorder, 2 * SECOND);
    assertThat(sent).as("a second since the last dump is not over").hasSize(2);
    flush(recorder, 2 * SECOND + 777);
    assertThat(sent).hasSize(3);
  }

  @Test
  void numbersStandStillWhileGraphsReplay() throws Exception {
    RankRecorder recorder = inspector(16);
    Group group = group(recorder, 0);
    reduce(group, 4096, Transport.NCCL, false).record(0, 0, 1000);
    for (int i = 0; i < 3; i++) {
      reduce(group, 4096, Transport.NCCL, true).record(0, 0, 1000);
    }
    reduce(group, 4096, Transport.NCCL, false).record(0, 0, 1000);
    reduce(group, 4096, Transport.NCCL, false).record(0, 0, 1000);
    flush(recorder, SECOND);
    assertThat(sent.stream().map(Sent::number)).containsExactly(0L, 1L, 1L, 1L, 1L, 2L);
  }

  @Test
  void aDeadAgentSeesNothingAndBeginsAnew() throws Exception {
    RankRecorder recorder = new StreamRecorder(place(0), false);
    Group group = group(recorder, 0);
    reduce(group, 64, Transport.NCCL, false).record(0, 0, 1);
    flush(recorder, SECOND);
    reduce(group, 64, Transport.NCCL, false).record(0, 2, 3);
    recorder.die();
    reduce(group, 64, Transport.NCCL, false).record(0, 4, 5);
    flush(recorder, 2 * SECOND);
    recorder.restart();
    reduce(group, 64, Transport.NCCL, false).record(0, 6, 7);
    flush(recorder, 3 * SECOND);
    recorder.end(4 * SECOND, out);
    assertThat(recorder.seen()).isEqualTo(new SeenCalls(4, 2, 0, 2, 0));
    assertThat(headers.stream().map(BatchHeader::runId)).containsExactly("run", "run-r1", "run-r1");
    assertThat(headers.stream().map(BatchHeader::batchSequence)).containsExactly(0L, 0L, 1L);
    assertThat(headers.stream().map(BatchHeader::endOfStream)).containsExactly(false, false, true);
    assertThat(sent.get(1).number).isZero();
  }

  @Test
  void aLostBatchLeavesAGapInTheNumbers() throws Exception {
    RankRecorder recorder = new StreamRecorder(place(0), false);
    Group group = group(recorder, 0);
    for (int i = 0; i < 3; i++) {
      reduce(group, 64, Transport.NCCL, false).record(0, i, i + 1);
      recorder.flush(i * SECOND, out, Dice.of(1), i == 1 ? 1 : 0);
    }
    assertThat(recorder.seen()).isEqualTo(new SeenCalls(3, 2, 0, 0, 1));
    assertThat(headers.stream().map(BatchHeader::batchSequence)).containsExactly(0L, 2L);
  }

  @Test
  void aLargeFlushIsCutAndADictionaryIsBegunAnew() throws Exception {
    RankRecorder recorder = new StreamRecorder(place(0), false);
    Group group = group(recorder, 0);
    for (int i = 0; i < 25_000; i++) {
      reduce(group, 1 + i % 600, Transport.NCCL, false).record(0, i, i + 1);
    }
    int edition = recorder.edition();
    flush(recorder, SECOND);
    assertThat(headers).hasSize(3);
    assertThat(recorder.edition()).isEqualTo(edition + 1);
    reduce(group, 3, Transport.NCCL, false).record(0, 0, 1);
    flush(recorder, 2 * SECOND);
    assertThat(sent.get(25_000).signature.elements()).isEqualTo(3);
    assertAccount(recorder, 25_001, 25_001, 0);
  }
}
