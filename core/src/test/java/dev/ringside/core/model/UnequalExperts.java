package dev.ringside.core.model;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.parallelism.Parallelism;
import java.util.ArrayList;
import java.util.List;

/** The closed form of an expert layer into which ranks bring unequal numbers of tokens. */
public final class UnequalExperts {

  /** Elements of a hidden state that share one scale. */
  private static final int SCALE_BLOCK = 128;

  private UnequalExperts() {}

  /**
   * One expert layer's exchange when ranks bring unequal numbers of tokens: vLLM falls back to
   * grouped broadcasts and reduces, one a root and tensor.
   *
   * @param tokens T_j of each rank of the group
   * @param quantised hidden states travel as FP8 with their scales, as four tensors and not three
   */
  public static List<ExpectedCalls> calls(
      List<Long> tokens, long hidden, int expertsPerToken, DataType dataType, boolean quantised) {
    List<ExpectedCalls> calls = new ArrayList<>();
    for (long root : tokens) {
      DataType sent = quantised ? DataType.FLOAT8_E4M3FN : dataType;
      calls.add(ofRoot(Purpose.DISPATCH, Collective.BROADCAST, root * hidden, sent, tokens));
      if (quantised) {
        long scales = root * (hidden / SCALE_BLOCK);
        calls.add(ofRoot(Purpose.DISPATCH, Collective.BROADCAST, scales, DataType.FLOAT, tokens));
      }
      calls.add(
          ofRoot(
              Purpose.DISPATCH,
              Collective.BROADCAST,
              root * expertsPerToken,
              DataType.FLOAT,
              tokens));
      calls.add(
          ofRoot(
              Purpose.DISPATCH,
              Collective.BROADCAST,
              root * expertsPerToken,
              DataType.INT,
              tokens));
      calls.add(ofRoot(Purpose.COMBINE, Collective.REDUCE, root * hidden, dataType, tokens));
    }
    return calls;
  }

  private static ExpectedCalls ofRoot(
      Purpose purpose, Collective collective, long elements, DataType dataType, List<Long> group) {
    return new ExpectedCalls(
        purpose,
        Parallelism.EP,
        collective,
        elements,
        dataType,
        1,
        group.size(),
        Transport.UNKNOWN);
  }
}
