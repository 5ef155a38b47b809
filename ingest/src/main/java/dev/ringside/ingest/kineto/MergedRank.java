package dev.ringside.ingest.kineto;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ranks of a trace into which those of several ranks were merged: each event's process bears a
 * label such as {@code [TP00-DP01-PP02-EP03]}.
 *
 * <p>Rank = stage x t + lane, with t from the largest lane. Where several replicas have the same
 * lane and stage, they are numbered after one another; with attention split by data, DP is a part
 * of TP, and lane and stage alone are different.
 *
 * <p>Source: SGLang {@code srt/utils/profile_merger.py:_create_rank_label}, 0.5.
 */
final class MergedRank {

  private static final Pattern LABEL = Pattern.compile("[A-Z]{2}\\d{2,4}(?:-[A-Z]{2}\\d{2,4})*");
  private static final Pattern COORDINATE = Pattern.compile("([A-Z]{2})(\\d{2,4})");

  private MergedRank() {}

  static boolean isLabel(String text) {
    return LABEL.matcher(text).matches();
  }

  /** Each label's rank. */
  static Map<String, Integer> of(Collection<String> labels) {
    int lanes = 1 + most(labels, "TP");
    int stages = 1 + most(labels, "PP");
    Set<Integer> inReplica = new HashSet<>();
    labels.forEach(label -> inReplica.add(inReplica(label, lanes)));
    boolean replicas = inReplica.size() < labels.size();
    Map<String, Integer> ranks = new HashMap<>();
    for (String label : labels) {
      int replica = replicas ? at(label, "DP") : 0;
      ranks.put(label, replica * lanes * stages + inReplica(label, lanes));
    }
    return ranks;
  }

  private static int inReplica(String label, int lanes) {
    return at(label, "PP") * lanes + at(label, "TP");
  }

  private static int most(Collection<String> labels, String axis) {
    return labels.stream().mapToInt(label -> at(label, axis)).max().orElse(0);
  }

  private static int at(String label, String axis) {
    Matcher coordinate = COORDINATE.matcher(label);
    while (coordinate.find()) {
      if (coordinate.group(1).equals(axis)) {
        return Integer.parseInt(coordinate.group(2));
      }
    }
    return 0;
  }
}
