package dev.ringside.cli.doctor;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether NCCL's Inspector is loaded and writes what Ringside needs.
 *
 * <p>Sources: NCCL 2.28 to 2.32 {@code plugins/profiler/inspector}; NVIDIA/nccl pull request 2357
 * and vLLM pull request 53008 for the cost of 2.31.2.
 */
final class InspectorChecks {

  private static final String NAME = "Inspector";
  private static final String INTERVAL = "NCCL_INSPECTOR_DUMP_THREAD_INTERVAL_MICROSECONDS";
  private static final long LONG_INTERVAL_US = 5_000_000;
  private static final long USUAL_RING = 1024;
  private static final long LEAST_FREE = 1L << 30;

  private final Node node;
  private final Map<String, String> environment;
  private final Optional<NcclVersion> nccl;
  private final List<Diagnosis> found = new ArrayList<>();

  InspectorChecks(Node node, Map<String, String> environment, Optional<NcclVersion> nccl) {
    this.node = node;
    this.environment = environment;
    this.nccl = nccl;
  }

  List<Diagnosis> all() {
    version();
    plugin();
    if (!"1".equals(environment.get("NCCL_INSPECTOR_ENABLE"))) {
      problem("NCCL_INSPECTOR_ENABLE is not 1: the plugin is loaded and does nothing");
    }
    interval();
    leastSize();
    ring();
    if ("0".equals(environment.get("NCCL_INSPECTOR_ENABLE_P2P"))) {
      problem("NCCL_INSPECTOR_ENABLE_P2P is 0: sends and receives of pipeline stages are left out");
    }
    if ("1".equals(environment.get("NCCL_INSPECTOR_PROM_DUMP"))) {
      problem("NCCL_INSPECTOR_PROM_DUMP is 1: it writes averages for Prometheus, and no calls");
    }
    if (!"1".equals(environment.get("NCCL_INSPECTOR_DUMP_VERBOSE"))) {
      note(
          "NCCL_INSPECTOR_DUMP_VERBOSE is not 1: when a call started is known to the dump interval"
              + " only");
    }
    if (!"0".equals(environment.get("NCCL_INSPECTOR_REQUIRE_KERNEL_TIMING"))) {
      note(
          "NCCL_INSPECTOR_REQUIRE_KERNEL_TIMING is not 0: calls without a GPU's time are dropped"
              + " without a word");
    }
    folder();
    return found;
  }

  private void version() {
    if (nccl.isEmpty()) {
      note("NCCL's release could not be seen: the Inspector needs 2.28.3 or newer");
    } else if (nccl.get().isBefore(2, 28)) {
      problem("NCCL %s has no Inspector: it came with 2.28.3".formatted(nccl.get()));
    } else if (nccl.get().is(2, 31, 2)) {
      problem(
          "NCCL 2.31.2 slows all-reduces of 1 MB by a tenth while a profiler is loaded: measure"
              + " first, or take another release");
    } else if (nccl.get().isBefore(2, 30)) {
      note(
          "NCCL %s keeps one call a communicator for each dump: most calls are lost; take 2.30.3 or"
                  .formatted(nccl.get())
              + " newer");
    } else {
      found.add(Diagnosis.ok(NAME, "NCCL %s".formatted(nccl.get())));
    }
  }

  private void plugin() {
    String plugin = environment.getOrDefault("NCCL_PROFILER_PLUGIN", "");
    if (plugin.isEmpty()) {
      problem("NCCL_PROFILER_PLUGIN is not set: NCCL loads no profiler");
    } else if (plugin.contains("/") && !isThere(plugin)) {
      problem("NCCL_PROFILER_PLUGIN is %s, and there is no such file".formatted(plugin));
    } else {
      found.add(Diagnosis.ok(NAME, "NCCL_PROFILER_PLUGIN is " + plugin));
    }
  }

  private boolean isThere(String path) {
    try {
      return node.exists(Path.of(path));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private void interval() {
    Optional<Long> interval = number(INTERVAL);
    boolean never = interval.isEmpty() ? !isOld() : interval.get() < 0;
    if ("0".equals(environment.get("NCCL_INSPECTOR_DUMP_THREAD_ENABLE"))) {
      problem("NCCL_INSPECTOR_DUMP_THREAD_ENABLE is 0: nothing is ever written");
    } else if (never) {
      problem(
          INTERVAL
              + (interval.isEmpty() ? " is not set, which means -1: " : " is -1: ")
              + "nothing is ever written, not even at the end; set 500000");
    } else if (interval.orElse(0L) > LONG_INTERVAL_US) {
      note(
          "%s is %,d: calls are seen late, and what the ring cannot hold until then is lost"
              .formatted(INTERVAL, interval.get()));
    }
  }

  /** Until 2.29 the default was to write at once. */
  private boolean isOld() {
    return nccl.filter(version -> version.isBefore(2, 30)).isPresent();
  }

  private void leastSize() {
    Optional<Long> least = number("NCCL_INSPECTOR_DUMP_MIN_SIZE_BYTES");
    if (least.isEmpty()) {
      problem(
          "NCCL_INSPECTOR_DUMP_MIN_SIZE_BYTES is not set, which means 8192: smaller messages, such"
              + " as those of decode at batch 1 with hidden sizes below 4096, are dropped without a"
              + " word; set 0");
    } else if (least.get() > 0) {
      problem(
          "NCCL_INSPECTOR_DUMP_MIN_SIZE_BYTES is %,d: smaller messages are dropped without a word;"
                  .formatted(least.get())
              + " set 0");
    }
  }

  private void ring() {
    long ring = number("NCCL_INSPECTOR_DUMP_COLL_RING_SIZE").orElse(USUAL_RING);
    long interval = number(INTERVAL).filter(us -> us > 0).orElse(500_000L);
    long rate = ring * 1_000_000 / interval;
    if (rate < 10_000) {
      note(
          "NCCL_INSPECTOR_DUMP_COLL_RING_SIZE is %,d: more than %,d calls a second on one"
                  .formatted(ring, rate)
              + " communicator overwrite one another; set 8192");
    }
  }

  private void folder() {
    String folder = environment.getOrDefault("NCCL_INSPECTOR_DUMP_DIR", "");
    if (folder.isEmpty()) {
      note(
          "NCCL_INSPECTOR_DUMP_DIR is not set: each process writes into a folder below its own"
              + " working folder, where an agent must be told to look");
      return;
    }
    try {
      Path path = Path.of(folder);
      if (node.exists(path) && !node.isWritableFolder(path)) {
        problem("%s cannot be written by this user".formatted(folder));
      }
      long free = node.freeBytes(path).orElse(Long.MAX_VALUE);
      if (free < LEAST_FREE) {
        problem(
            "%,d MiB are free for %s: the Inspector writes 0.5 to 1.2 KB a call and never deletes"
                .formatted(free >> 20, folder));
      }
    } catch (InvalidPathException e) {
      problem("NCCL_INSPECTOR_DUMP_DIR is not a path: " + e.getReason());
    }
  }

  private Optional<Long> number(String name) {
    String text = environment.getOrDefault(name, "").strip();
    return text.matches("-?\\d{1,15}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
  }

  private void note(String text) {
    found.add(Diagnosis.note(NAME, text));
  }

  private void problem(String text) {
    found.add(Diagnosis.problem(NAME, text));
  }
}
