package dev.ringside.bench.path;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.bench.kafka.RawReaders;
import dev.ringside.bench.load.CallSums;
import dev.ringside.bench.load.DecodeLoad;
import dev.ringside.bench.load.LoadShape;
import dev.ringside.bench.load.Oracle;
import dev.ringside.bench.load.SizeKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AnswersTest {

  private static final SizeKey ALL_REDUCE =
      new SizeKey("bench-1x2-0000", "AllReduce", 16L * 8192 * 2);

  private final Oracle oracle = new Oracle(DecodeLoad.CALLS_A_PASS);

  @BeforeEach
  void add() throws Exception {
    new DecodeLoad(new LoadShape(1, 1, 2, List.of(16), 1, 1), "run", 0).passes(2, oracle::add);
  }

  @Test
  void theRightSumsPass() {
    assertThatCode(() -> Answers.check("raw", answer(oracle.totals(), 0), oracle))
        .doesNotThrowAnyException();
    assertThatCode(() -> Answers.check("records", oracle.byStart(), oracle))
        .doesNotThrowAnyException();
  }

  @Test
  void oneCallTooManyDoesNot() {
    Map<SizeKey, CallSums> sums = new HashMap<>(oracle.totals());
    sums.merge(ALL_REDUCE, new CallSums(1, 0, 0), CallSums::plus);

    assertThatThrownBy(() -> Answers.check("raw", answer(sums, 0), oracle))
        .isInstanceOf(WrongAnswerException.class)
        .hasMessageContainingAll("raw", "AllReduce", "calls=645", "calls=644");
  }

  @Test
  void norDoesAKeyThatIsMissing() {
    Map<SizeKey, CallSums> sums = new HashMap<>(oracle.totals());
    sums.remove(ALL_REDUCE);

    assertThatThrownBy(() -> Answers.check("raw", answer(sums, 0), oracle))
        .isInstanceOf(WrongAnswerException.class)
        .hasMessageContaining("missing [SizeKey[deployment=bench-1x2-0000, collective=AllReduce");
  }

  @Test
  void norAWrongEnd() {
    assertThatThrownBy(() -> Answers.check("raw", answer(oracle.totals(), 1), oracle))
        .isInstanceOf(WrongAnswerException.class)
        .hasMessageContaining("latest end");
  }

  @Test
  void norAWindowTooMany() {
    Map<Long, Map<SizeKey, CallSums>> windows = new HashMap<>(oracle.byStart());
    windows.put(7L, Map.of());

    assertThatThrownBy(() -> Answers.check("records", windows, oracle))
        .isInstanceOf(WrongAnswerException.class)
        .hasMessageContaining("not in the oracle's [7]");
  }

  private RawReaders.Answer answer(Map<SizeKey, CallSums> sums, long afterEnd) {
    return new RawReaders.Answer(sums, oracle.lastEndNs() + afterEnd);
  }
}
