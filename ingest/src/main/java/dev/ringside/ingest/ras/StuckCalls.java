package dev.ringside.ingest.ras;

import dev.ringside.ingest.naming.NcclFunctions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Set;

/**
 * Which calls do not end, from two answers between which nothing moved. A host launches ahead of
 * its GPU, so a rank in front may have launched many more: what does not end is the first that the
 * last rank has not launched.
 */
final class StuckCalls {

  private StuckCalls() {}

  static List<StuckCall> of(RasPoll before, RasPoll last) {
    List<StuckCall> stuck = new ArrayList<>();
    if (!before.timestamp().equals(last.timestamp()) && last.standsStillSince(before)) {
      last.communicators().forEach(one -> stuck.addAll(in(one)));
    }
    return stuck;
  }

  private static List<StuckCall> in(RasCommunicator one) {
    List<StuckCall> stuck = new ArrayList<>();
    for (String function : functions(one)) {
      LongSummaryStatistics counts =
          one.ranks().stream().mapToLong(rank -> rank.count(function)).summaryStatistics();
      one.ranks().stream()
          .filter(rank -> rank.count(function) > counts.getMin())
          .map(
              rank ->
                  new StuckCall(
                      one.hash(), rank.rank(), NcclFunctions.collective(function), counts.getMin()))
          .forEach(stuck::add);
    }
    return stuck;
  }

  /** Those that all ranks launch alike: sends and receives differ by design. */
  private static List<String> functions(RasCommunicator one) {
    Set<String> functions = new HashSet<>();
    one.ranks().forEach(rank -> functions.addAll(rank.counts().keySet()));
    return functions.stream()
        .filter(function -> NcclFunctions.isCollective(function))
        .sorted()
        .toList();
  }
}
