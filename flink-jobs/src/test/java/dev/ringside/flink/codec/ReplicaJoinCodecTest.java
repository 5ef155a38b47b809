package dev.ringside.flink.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.account.Account;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.desk.WindowRule;
import dev.ringside.core.join.ReplicaJoin;
import dev.ringside.core.progress.OpenCall;
import dev.ringside.core.progress.Place;
import dev.ringside.core.progress.Progress;
import dev.ringside.core.progress.Standing;
import dev.ringside.core.stream.RankEvent.Aside;
import dev.ringside.core.stream.RankEvent.Heard;
import dev.ringside.core.stream.RankEvent.Sender;
import dev.ringside.core.stream.RankEvent.Slice;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What live ranks said last is kept; a state of the version before it is read without. */
class ReplicaJoinCodecTest {

  private static final long SECOND = 1_000_000_000L;
  private static final Communicator TENSOR = new Communicator("tp:0", 2, List.of(0, 1));
  private static final Communicator WORLD = new Communicator("", 3, List.of(0, 1, 2));

  private final ReplicaJoinCodec codec = new ReplicaJoinCodec();

  private static ReplicaJoin join() {
    ReplicaJoin join = new ReplicaJoin(0, new WindowRule(10 * SECOND, 0));
    for (int rank = 0; rank < 2; rank++) {
      Progress progress =
          new Progress(
              List.of(
                  new Standing(TENSOR, Collective.ALL_REDUCE, -1 - rank, 5 * SECOND),
                  new Standing(WORLD, Collective.UNKNOWN, 7, Standing.NOT_KNOWN)),
              List.of(new OpenCall(WORLD, Collective.BARRIER, 8, 4, 6 * SECOND)));
      join.accept(
          new Slice(
              new Sender("d", 0, rank, "live", List.of()),
              Optional.empty(),
              new Heard(12 * SECOND, 13 * SECOND),
              false,
              Slice.NO_GAP,
              List.of(),
              rank == 0 ? Account.observed(3) : Account.EMPTY,
              new Aside(progress, new Place("node", 40 + rank, "GPU-1"), rank == 0)));
    }
    return join;
  }

  @Test
  void whatRanksSaidIsKept() throws Exception {
    ReplicaJoin join = join();
    WireWriter out = new WireWriter(256);
    codec.write(join, out);

    ReplicaJoin.Snapshot read = codec.read(new WireReader(out.toByteArray()), 2).snapshot();

    assertThat(read).isEqualTo(join.snapshot());
    assertThat(read.times().presence().signs().ranks()).hasSize(2);
  }

  @Test
  void aStateWithoutItIsRead() throws Exception {
    ReplicaJoin join = join();
    WireWriter out = new WireWriter(256);
    codec.write(join, out);
    WireWriter signs = new WireWriter(256);
    signs.writeLong(join.snapshot().times().presence().lookedNs());
    SignsFields.write(signs, join.snapshot().times().presence().signs());
    WireWriter older = new WireWriter(256);
    older.writeRaw(out.toByteArray(), out.size() - signs.size());

    ReplicaJoin.Snapshot read = codec.read(new WireReader(older.toByteArray()), 1).snapshot();

    assertThat(read.runs()).isEqualTo(join.snapshot().runs());
    assertThat(read.times().presence().beats()).isTrue();
    assertThat(read.times().presence().signs().ranks()).isEmpty();
  }
}
