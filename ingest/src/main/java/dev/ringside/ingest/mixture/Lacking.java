package dev.ringside.ingest.mixture;

import dev.ringside.core.collective.CallFlag;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.ingest.recording.RankTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What calls lack after all files of their rank have been asked, in numbers. */
final class Lacking {

  private Lacking() {}

  /**
   * A sentence for each kind of what is lacking.
   *
   * @param sources files that were asked, by name
   */
  static List<String> in(RankTrace trace, String sources) {
    List<String> sentences = new ArrayList<>();
    tell(trace, "a size", call -> !isSized(call), sources, sentences);
    tell(trace, "a group", call -> !call.communicator().hasRanks(), sources, sentences);
    tell(trace, "a type", call -> CallFlag.BYTES_ONLY.in(call.flags()), sources, sentences);
    return sentences;
  }

  private static boolean isSized(CallSignature call) {
    return call.hasSize() || call.collective() == Collective.BARRIER;
  }

  private static void tell(
      RankTrace trace,
      String what,
      Predicate<CallSignature> lacks,
      String sources,
      List<String> sentences) {
    long calls = 0;
    for (int row = 0; row < trace.calls().size(); row++) {
      calls += lacks.test(trace.signatures().get(trace.calls().signature(row))) ? 1 : 0;
    }
    if (calls > 0) {
      sentences.add(
          "%,d calls are still without %s: %s has none for them, or not surely theirs"
              .formatted(calls, what, sources));
    }
  }
}
