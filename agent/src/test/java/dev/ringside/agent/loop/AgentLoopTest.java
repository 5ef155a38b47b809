package dev.ringside.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.agent.progress.Stuck;
import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.progress.OpenCall;
import dev.ringside.core.progress.Place;
import dev.ringside.core.progress.Standing;
import dev.ringside.ingest.ras.StuckCall;
import dev.ringside.ingest.source.CallSink;
import dev.ringside.ingest.source.RankCalls;
import dev.ringside.ingest.source.RankInfo;
import dev.ringside.ingest.source.ResumableSource;
import dev.ringside.testkit.time.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentLoopTest {

  private static final Communicator TENSOR = new Communicator("tp:0", 2, List.of());
  private static final CallSignature SIGNATURE =
      new CallSignature(
          TENSOR,
          Collective.ALL_REDUCE,
          DataType.BFLOAT16,
          4096,
          Transport.NCCL,
          TimingQuality.GPU_NS,
          CallSignature.NO_PEER,
          0);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ManualClock clock = new ManualClock(Instant.ofEpochSecond(1_000));
  private final AgentCounts counts = new AgentCounts();
  private final List<long[]> script = new ArrayList<>();
  private int starts;
  private final Map<Integer, Place> present = new TreeMap<>();
  private boolean alive = true;
  private long pid = 7;
  private Stuck stuck = Stuck.NONE;

  /** Hands over the calls of the script up to now: rank, start, number. */
  private final class Scripted implements ResumableSource {

    private int next;

    Scripted(Optional<byte[]> position) {
      next = position.map(bytes -> Integer.parseInt(new String(bytes))).orElse(0);
    }

    @Override
    public boolean poll(CallSink sink, Duration atMost) {
      clock.advance(atMost);
      boolean any = next < script.size();
      for (; next < script.size(); next++) {
        long[] call = script.get(next);
        RankCalls calls =
            sink.rank(new RankInfo((int) call[0], OptionalInt.empty(), new Place("h", pid, "3")));
        calls.member("0xfa93daea854b06", (int) call[0], TENSOR);
        calls.add(calls.idOf(SIGNATURE), call[1], 1_000, call[2]);
      }
      return any;
    }

    @Override
    public byte[] position() {
      return Integer.toString(next).getBytes();
    }

    @Override
    public void close() {}
  }

  private AgentLoop loop(MemoryOutlet outlet, Optional<byte[]> state, boolean sound, String boot) {
    starts++;
    int start = starts;
    Deque<String> ids = new ArrayDeque<>(List.of("run" + start, "run" + start + "b"));
    return new AgentLoop(
        new LoopSettings("d", 0, 2, "agent", "clock", SECOND, SECOND.multipliedBy(2), boot),
        List.of(new NamedSource("script", Scripted::new)),
        new AgentLoop.Surroundings(outlet, processes(), clock, ids::remove, counts, () -> stuck),
        state,
        sound);
  }

  private long nowNs() {
    return clock.millis() * 1_000_000;
  }

  private void call(int rank, long startNs, long number) {
    script.add(new long[] {rank, startNs, number});
  }

  private static List<Long> numbers(MemoryOutlet outlet, int rank) {
    List<Long> numbers = new ArrayList<>();
    for (CallBatch batch : outlet.sent) {
      for (int row = 0; batch.header().rank() == rank && row < batch.calls().size(); row++) {
        numbers.add(batch.calls().sequence(row));
      }
    }
    return numbers;
  }

  @Test
  void callsAreSentInOrderOnceTheyAreOldEnough() throws Exception {
    MemoryOutlet outlet = new MemoryOutlet();
    AgentLoop loop = loop(outlet, Optional.empty(), true, "boot");
    long now = nowNs();
    call(3, now + 5_000, 1);
    call(3, now, 0);
    loop.poll();
    loop.poll();
    assertThat(numbers(outlet, 3)).as("held back for two seconds").isEmpty();

    for (int turn = 0; turn < 4; turn++) {
      loop.poll();
    }

    assertThat(numbers(outlet, 3)).containsExactly(0L, 1L);
    assertThat(outlet.sent.get(0).header().replica()).as("two ranks a replica").isEqualTo(1);
    assertThat(counts.parsed()).isEqualTo(2);
    assertThat(counts.seen()).isEqualTo(2);
  }

  @Test
  void aSilentRankIsHeardOfEachSecondAndItsMarkMoves() throws Exception {
    MemoryOutlet outlet = new MemoryOutlet();
    AgentLoop loop = loop(outlet, Optional.empty(), true, "boot");
    call(0, nowNs() - 3_000_000_000L, 0);
    for (int turn = 0; turn < 6; turn++) {
      loop.poll();
    }

    List<CallBatch> heartbeats =
        outlet.sent.stream().filter(batch -> batch.calls().size() == 0).toList();
    assertThat(heartbeats).hasSizeGreaterThanOrEqualTo(3);
    assertThat(heartbeats)
        .extracting(batch -> batch.header().lastEndNs())
        .isSorted()
        .doesNotHaveDuplicates();
    assertThat(outlet.sent)
        .extracting(batch -> batch.header().batchSequence())
        .as("heartbeats have numbers of the stream")
        .isEqualTo(java.util.stream.LongStream.range(0, outlet.sent.size()).boxed().toList());

    int before = outlet.sent.size();
    alive = false;
    loop.poll();
    loop.poll();
    assertThat(outlet.sent).as("its process is gone").hasSize(before);
  }

  @Test
  void heartbeatsSayHowFarTheRankHasComeAlsoAfterAnotherStart() throws Exception {
    MemoryOutlet outlet = new MemoryOutlet();
    AgentLoop loop = loop(outlet, Optional.empty(), true, "boot");
    long end = nowNs() - 3_000_000_000L + 1_000;
    call(0, end - 1_000, 41);
    call(0, end - 2_000, 42);
    for (int turn = 0; turn < 6; turn++) {
      loop.poll();
    }
    Standing standing = new Standing(TENSOR, Collective.ALL_REDUCE, 42, end);
    assertThat(lastProgress(outlet)).containsExactly(standing);

    MemoryOutlet next = new MemoryOutlet();
    loop = loop(next, Optional.of(outlet.state), true, "boot");
    loop.poll();
    loop.poll();
    assertThat(lastProgress(next)).as("no call has come since").containsExactly(standing);
    assertThat(next.sent.get(0).header().origin().place()).isEqualTo(new Place("h", 7, "3"));

    pid = 8;
    call(0, nowNs() - 3_000_000_000L, 0);
    loop.poll();
    loop.poll();
    assertThat(lastProgress(next))
        .as("another process")
        .extracting(Standing::last)
        .containsOnly(0L);
  }

  /** RAS says so of both members; the agent tells it of the rank that it follows. */
  @Test
  void aStuckCallIsToldAsOpenUntilItEndsOrRasSaysSo() throws Exception {
    MemoryOutlet outlet = new MemoryOutlet();
    AgentLoop loop = loop(outlet, Optional.empty(), true, "boot");
    call(1, nowNs() - 3_000_000_000L, 41);
    stuck =
        new Stuck(
            List.of(
                new StuckCall("0xfa93daea854b060b", 0, Collective.ALL_REDUCE, 42),
                new StuckCall("0xfa93daea854b060b", 1, Collective.ALL_REDUCE, 42),
                new StuckCall("0x1", 1, Collective.ALL_REDUCE, 42)),
            77);
    OpenCall open = new OpenCall(TENSOR, Collective.ALL_REDUCE, 42, OpenCall.UNKNOWN_BYTES, 77);
    assertThat(openAfterTwoTurns(loop, outlet)).containsExactly(open);

    Stuck known = stuck;
    stuck = Stuck.NONE;
    assertThat(openAfterTwoTurns(loop, outlet)).as("RAS sees it move").isEmpty();
    stuck = known;
    assertThat(openAfterTwoTurns(loop, outlet)).containsExactly(open);

    call(1, nowNs() - 3_000_000_000L, 42);
    assertThat(openAfterTwoTurns(loop, outlet)).as("it has ended since RAS was asked").isEmpty();

    call(1, nowNs() - 3_000_000_000L, 0);
    pid = 8;
    assertThat(openAfterTwoTurns(loop, outlet)).as("another process").containsExactly(open);
  }

  private static List<OpenCall> openAfterTwoTurns(AgentLoop loop, MemoryOutlet outlet)
      throws Exception {
    loop.poll();
    loop.poll();
    return outlet.sent.get(outlet.sent.size() - 1).progress().open();
  }

  /** Its profiler is not loaded, or writes nothing. */
  @Test
  void aRankWhoseProcessIsThereIsHeardOfThoughNothingIsSeenOfIt() throws Exception {
    MemoryOutlet outlet = new MemoryOutlet();
    present.put(5, new Place("h", 12, "1"));
    AgentLoop loop = loop(outlet, Optional.empty(), true, "boot");
    loop.poll();
    loop.poll();
    assertThat(outlet.sent).isNotEmpty();
    assertThat(outlet.sent.get(0).header().rank()).isEqualTo(5);
    assertThat(outlet.sent.get(0).header().origin().place()).isEqualTo(present.get(5));
    assertThat(outlet.sent.get(0).header().lastEndNs()).isPositive();
    assertThat(lastProgress(outlet)).isEmpty();
  }

  private Liveness processes() {
    return new Liveness() {
      @Override
      public boolean isAlive(int rank) {
        return alive;
      }

      @Override
      public Map<Integer, Place> present() {
        return present;
      }
    };
  }

  private static List<Standing> lastProgress(MemoryOutlet outlet) {
    return outlet.sent.get(outlet.sent.size() - 1).progress().standings();
  }

  /** Ended after any turn, the next start goes on: each call once, numbers without a gap. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void anotherStartGoesOnWhereTheLastGroupEnded(long seed) throws Exception {
    Random random = new Random(seed);
    MemoryOutlet outlet = new MemoryOutlet();
    AgentLoop loop = loop(outlet, Optional.empty(), true, "boot");
    long number = 0;
    for (int turn = 0; turn < 120; turn++) {
      for (int call = random.nextInt(30); call > 0; call--) {
        call(random.nextInt(2), nowNs() - random.nextInt(1_000_000_000), number++);
      }
      loop.poll();
      if (random.nextInt(5) == 0) {
        MemoryOutlet survivor = new MemoryOutlet();
        survivor.sent.addAll(outlet.sent);
        survivor.state = outlet.state;
        outlet = survivor;
        loop = loop(outlet, Optional.ofNullable(outlet.state), true, "boot");
      }
    }
    for (int turn = 0; turn < 10; turn++) {
      loop.poll();
    }

    List<Long> all = new ArrayList<>(numbers(outlet, 0));
    all.addAll(numbers(outlet, 1));
    assertThat(all).hasSize((int) number).doesNotHaveDuplicates();
    for (int rank = 0; rank < 2; rank++) {
      long expected = 0;
      String run = "";
      for (CallBatch batch : outlet.sent) {
        if (batch.header().rank() == rank) {
          expected = batch.header().runId().equals(run) ? expected : 0;
          run = batch.header().runId();
          assertThat(batch.header().batchSequence()).isEqualTo(expected++);
        }
      }
    }
  }

  @Test
  void aRunGoesOnOnlyIfNothingCanHaveOutlivedTheState() throws Exception {
    MemoryOutlet outlet = new MemoryOutlet();
    AgentLoop first = loop(outlet, Optional.empty(), true, "boot");
    call(0, nowNs() - 3_000_000_000L, 0);
    first.poll();
    first.poll();
    Optional<byte[]> state = Optional.of(outlet.state);

    assertThat(runAfter(state, true, "boot")).isEqualTo("run1");
    assertThat(runAfter(state, false, "boot"))
        .as("a damaged spool")
        .startsWith("run")
        .isNotEqualTo("run1");
    assertThat(runAfter(state, true, "other"))
        .as("another boot")
        .startsWith("run")
        .isNotEqualTo("run1");
  }

  private String runAfter(Optional<byte[]> state, boolean sound, String boot) throws Exception {
    MemoryOutlet outlet = new MemoryOutlet();
    AgentLoop loop = loop(outlet, state, sound, boot);
    loop.poll();
    loop.poll();
    return outlet.sent.get(0).header().runId();
  }

  @Test
  void aRunBeginsAnewWhenTheDiskBeginsToRefuse() throws Exception {
    MemoryOutlet outlet = new MemoryOutlet();
    AgentLoop loop = loop(outlet, Optional.empty(), true, "boot");
    call(0, nowNs() - 3_000_000_000L, 0);
    loop.poll();
    loop.poll();
    outlet.status = new dev.ringside.agent.delivery.Outlet.Status(0, 0, 1, false, true);
    call(0, nowNs() - 3_000_000_000L, 1);
    loop.poll();
    loop.poll();

    CallBatch last = outlet.sent.get(outlet.sent.size() - 1);
    assertThat(last.header().runId()).isEqualTo("run1b");
    assertThat(numbers(outlet, 0)).containsExactly(0L, 1L);
  }
}
