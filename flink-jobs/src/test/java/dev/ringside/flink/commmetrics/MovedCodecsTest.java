package dev.ringside.flink.commmetrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.stream.SyntheticAgent;
import dev.ringside.flink.codec.RankStreamCodec;
import java.util.ArrayList;
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
    try (OperatorPair pair = OperatorPair.open(backend)) {
      Halves.first(pair);
      savepoint = InstantiationUtil.serializeObject(new ArrayList<>(pair.savepoint()));
      int before = pair.sent().size();
      Halves.second(pair);
      expected = pair.sent().subList(before, pair.sent().size());
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
      try (OperatorPair pair =
          OperatorPair.restored(backend, InstantiationUtil.deserializeObject(savepoint, ours))) {
        second(pair);
        return pair.sent();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      } finally {
        thread.setContextClassLoader(before);
      }
    }

    static void first(OperatorPair pair) throws Exception {
      pair.deploy(SlicedReplica.deployment("known"));
      send(pair, "known", 0, 0, CUT + 2);
      send(pair, "known", 1, 0, CUT);
      send(pair, "waits", 0, 0, CUT);
    }

    static void second(OperatorPair pair) throws Exception {
      pair.deploy(SlicedReplica.deployment("waits"));
      send(pair, "known", 0, CUT + 2, PASSES);
      send(pair, "known", 1, CUT, PASSES);
      send(pair, "waits", 0, CUT, PASSES);
      send(pair, "waits", 1, 0, PASSES);
      pair.eventTime(SlicedReplica.START_NS + 1_000 * SlicedReplica.SECOND_NS);
    }

    private static void send(OperatorPair pair, String name, int rank, int from, int to)
        throws Exception {
      List<CallBatch> batches =
          SyntheticAgent.live(SlicedReplica.played(name, PASSES, 0), "run")
              .batches(rank, SlicedReplica.CALLS_A_PASS - 3);
      for (CallBatch batch : batches.subList(from, to)) {
        pair.receive(batch);
      }
    }
  }
}
