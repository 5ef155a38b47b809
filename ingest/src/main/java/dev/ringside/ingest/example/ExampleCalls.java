package dev.ringside.ingest.example;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gathers calls from events in their order: a call's kernels stand between its begin and its end.
 * They are told apart by that and not by their ids, which are all 0.
 */
final class ExampleCalls {

  private final List<ExampleCall> calls = new ArrayList<>();
  private ExampleCall open;
  private boolean ended;

  void add(String line) {
    String text = line.strip();
    ended |= text.endsWith("]");
    ExampleEvent event = ExampleEvent.of(text);
    if (event.is("COLL", "b") || event.is("P2P", "b")) {
      open = new ExampleCall(event);
      calls.add(open);
    } else if (event.is("GPU", "b") && open != null) {
      open.channel(event);
    } else if (event.is("COLL", "e") || event.is("P2P", "e")) {
      open = null;
    }
  }

  /** True if the list of events is closed. */
  boolean isEnded() {
    return ended;
  }

  /** All calls; without the last one if the file breaks off, for it may lack channels. */
  List<ExampleCall> whole() {
    return ended || calls.isEmpty() ? calls : calls.subList(0, calls.size() - 1);
  }

  /** The rank of most calls; -1 if none says one. */
  int mostlyRank() {
    Map<Integer, Integer> counts = new HashMap<>();
    for (ExampleCall call : calls) {
      if (call.rank() >= 0) {
        counts.merge(call.rank(), 1, Integer::sum);
      }
    }
    return counts.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(-1);
  }
}
