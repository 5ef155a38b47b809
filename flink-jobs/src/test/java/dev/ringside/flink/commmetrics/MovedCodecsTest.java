package dev.ringside.flink.commmetrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.stream.SyntheticAgent;
import dev.ringside.flink.codec.RankStreamCodec;
import java.util.List;
import java.util.function.Function;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Code moves house and its savepoints come along. */
@ParameterizedClass
@EnumSource(Backend.class)
class MovedCodecsTest {

  @Parameter Backend backend;
  private final LaterRelease laterRelease =
      new LaterRelease("dev.ringside.flink.codec.", "dev.ringside.flink.elsewhere.");

  @Test
  void aSavepointIsReadByAReleaseWhoseCodecsHaveOtherNames() throws Exception {
    byte[] savepoint;
    List<byte[]> expected;
    try (ReplicaOperator operator = ReplicaOperator.opened(backend)) {
      Halves.first(operator);
      savepoint = InstantiationUtil.serializeObject(operator.savepoint());
      int before = operator.sent().size();
      Halves.second(operator);
      expected = operator.sent().subList(before, operator.sent().size());
    }
    assertThat(expected).isNotEmpty();

    assertThat(laterHalf().apply(savepoint)).containsExactlyElementsOf(expected);
  }

  @Test
  void theLaterReleaseHasNoCodecUnderItsOldName() {
    assertThatThrownBy(() -> laterRelease.loadClass(RankStreamCodec.class.getName()))
        .isInstanceOf(ClassNotFoundException.class);
  }

  @SuppressWarnings("unchecked") // It is Halves of the later release.
  private Function<byte[], List<byte[]>> laterHalf() throws Exception {
    return (Function<byte[], List<byte[]>>)
        laterRelease
            .loadClass(Halves.class.getName())
            .getDeclaredConstructor(String.class)
            .newInstance(backend.name());
  }

  /**
   * A replica's life cut in two where passes are open, wait for a rank, or for a deployment. Public
   * for the later release, whose classes are in no package with ours.
   */
  public static final class Halves implements Function<byte[], List<byte[]>> {
    private static final int PASSES = 20;
    private static final int CUT = 7;

    private final Backend backend;

    public Halves(String backend) {
      this.backend = Backend.valueOf(backend);
    }

    @Override
    public List<byte[]> apply(byte[] savepoint) {
      Thread thread = Thread.currentThread();
      ClassLoader before = thread.getContextClassLoader();
      ClassLoader ours = getClass().getClassLoader();
      thread.setContextClassLoader(ours);
      try (ReplicaOperator operator =
          ReplicaOperator.restored(backend, InstantiationUtil.deserializeObject(savepoint, ours))) {
        second(operator);
        return operator.sent();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      } finally {
        thread.setContextClassLoader(before);
      }
    }

    static void first(ReplicaOperator operator) throws Exception {
      operator.deploy(SlicedReplica.deployment("known"));
      send(operator, "known", 0, 0, CUT + 2);
      send(operator, "known", 1, 0, CUT);
      send(operator, "waits", 0, 0, CUT);
    }

    static void second(ReplicaOperator operator) throws Exception {
      operator.deploy(SlicedReplica.deployment("waits"));
      send(operator, "known", 0, CUT + 2, PASSES);
      send(operator, "known", 1, CUT, PASSES);
      send(operator, "waits", 0, CUT, PASSES);
      send(operator, "waits", 1, 0, PASSES);
      operator.readUpTo(SlicedReplica.START_NS + 1_000 * SlicedReplica.SECOND_NS);
    }

    private static void send(ReplicaOperator operator, String name, int rank, int from, int to)
        throws Exception {
      List<CallBatch> batches =
          SyntheticAgent.live(SlicedReplica.played(name, PASSES, 0), "run")
              .batches(rank, SlicedReplica.CALLS_A_PASS - 3);
      for (CallBatch batch : batches.subList(from, to)) {
        operator.receive(batch);
      }
    }
  }
}
