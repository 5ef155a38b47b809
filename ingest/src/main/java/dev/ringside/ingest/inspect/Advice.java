package dev.ringside.ingest.inspect;

import java.util.ArrayList;
import java.util.List;

/** Says which source would show what these files do not. */
final class Advice {

  private Advice() {}

  static List<String> of(List<FileFacts> files, List<GroupFacts> groups, Coverage coverage) {
    List<String> advice = new ArrayList<>();
    boolean told = !files.isEmpty();
    if (told && coverage.calls() == 0 && files.stream().allMatch(file -> file.ranks().isEmpty())) {
      advice.add(
          "an engine's list of its passes names no call: traces or the NCCL Inspector of the same"
              + " run show them");
      return advice;
    }
    if (coverage.calls() == 0) {
      advice.add(
          "no call is in these files: a profiler's trace taken while requests run, or the NCCL"
              + " Inspector, would show some");
      return advice;
    }
    if (!coverage.missing().isEmpty() && !coverage.ranks().isEmpty()) {
      advice.add(
          "%,d of %,d ranks have no file: give theirs of the same run too"
              .formatted(coverage.missing().size(), coverage.worldSize()));
    }
    long unsized = coverage.calls() - coverage.sized();
    if (unsized > 0) {
      advice.add(
          "the message size of %,d calls is not known: a profile with shapes (record_shapes), the NCCL"
                  .formatted(unsized)
              + " Inspector, or NCCL_DEBUG=INFO with NCCL_DEBUG_SUBSYS=COLL shows sizes");
    }
    long untimed = coverage.calls() - coverage.timed();
    if (untimed > 0) {
      advice.add(
          "the duration of %,d calls is not known: the NCCL Inspector or a profile shows it"
              .formatted(untimed));
    }
    if (groups.stream().anyMatch(group -> group.calls() > 0 && !group.listed())) {
      advice.add(
          "the members of some groups are not listed: Flight Recorder dumps of the same run name"
              + " them");
    }
    return advice;
  }
}
