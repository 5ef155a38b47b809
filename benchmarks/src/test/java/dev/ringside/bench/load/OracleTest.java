package dev.ringside.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.bench.load.Oracle.ReplicaWindow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The oracle against a second one that looks at every call by itself. */
class OracleTest {

  private static final LoadShape SHAPE = new LoadShape(2, 1, 4, List.of(8, 32), 3, 1_000);

  /** Nearly at a window's end, so that passes and batches lie across it. */
  private static final long START_NS = 1_800_000_000_000_000_000L + 9_900_000_000L;

  private static final int PASSES = 20;

  private record Call(SizeKey key, int rank, long pass, long startNs, long durationNs) {

    private long endNs() {
      return startNs + durationNs;
    }
  }

  private final Oracle oracle = new Oracle(DecodeLoad.CALLS_A_PASS);
  private final List<Call> calls = new ArrayList<>();

  @BeforeEach
  void add() throws Exception {
    Map<String, Long> seen = new HashMap<>();
    new DecodeLoad(SHAPE, "run", START_NS)
        .passes(
            PASSES,
            batch -> {
              oracle.add(batch);
              String stream = batch.header().deployment() + batch.header().rank();
              for (int row = 0; row < batch.calls().size(); row++) {
                long number = seen.merge(stream, 1L, Long::sum) - 1;
                calls.add(call(batch, row, number / DecodeLoad.CALLS_A_PASS));
              }
            });
  }

  private static Call call(RankBatch batch, int row, long pass) {
    var signature = batch.signatures().get(batch.calls().signature(row));
    return new Call(
        new SizeKey(
            batch.header().deployment(),
            signature.collective().label(),
            RankBatch.messageBytes(signature)),
        batch.header().rank(),
        pass,
        batch.calls().startNs(row),
        batch.calls().durationNs(row));
  }

  @Test
  void totalsAreOfAllCalls() {
    assertThat(oracle.calls()).isEqualTo(calls.size()).isEqualTo(8L * PASSES * 162);
    assertThat(oracle.totals()).isEqualTo(sums(calls));
    assertThat(oracle.lastEndNs())
        .isEqualTo(calls.stream().mapToLong(Call::endNs).max().orElseThrow());
  }

  @Test
  void aCallIsInTheWindowOfItsStart() {
    Map<Long, List<Call>> windows =
        calls.stream().collect(Collectors.groupingBy(call -> Oracle.windowOf(call.startNs())));

    assertThat(windows).hasSize(2);
    assertThat(oracle.byStart()).hasSize(2);
    windows.forEach((window, of) -> assertThat(oracle.byStart().get(window)).isEqualTo(sums(of)));
  }

  @Test
  void aPassIsInTheWindowInWhichItsLastRankEnded() {
    Map<String, Long> ends = new HashMap<>();
    calls.forEach(
        call -> ends.merge(call.key().deployment() + call.pass(), call.endNs(), Math::max));
    Map<ReplicaWindow, List<Call>> windows =
        calls.stream()
            .collect(
                Collectors.groupingBy(
                    call ->
                        new ReplicaWindow(
                            call.key().deployment(),
                            0,
                            Oracle.windowOf(ends.get(call.key().deployment() + call.pass())))));

    assertThat(oracle.byPass()).hasSize(4);
    windows.forEach((window, of) -> assertThat(oracle.byPass().get(window)).isEqualTo(sums(of)));
  }

  @Test
  void bytesAreThoseOfNcclTests() {
    CallSums gathers =
        oracle.totals().get(new SizeKey("bench-1x4-0000", "AllGather", 8L * 128_256 * 2));

    assertThat(gathers.calls()).isEqualTo(4L * PASSES / 2);
    assertThat(gathers.bytes()).isEqualTo(gathers.calls() * 8 * 128_256 * 2);
  }

  private static Map<SizeKey, CallSums> sums(List<Call> calls) {
    return calls.stream()
        .collect(
            Collectors.toMap(
                Call::key,
                call -> new CallSums(1, call.key().bytes(), call.durationNs()),
                CallSums::plus));
  }
}
