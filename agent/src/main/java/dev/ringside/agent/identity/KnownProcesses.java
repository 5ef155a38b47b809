package dev.ringside.agent.identity;

import dev.ringside.agent.config.RankRule;
import dev.ringside.agent.loop.Liveness;
import dev.ringside.core.progress.Place;
import dev.ringside.ingest.inspector.ProcessId;
import dev.ringside.ingest.inspector.ProcessRanks;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * The ranks of processes: by the operator's rules first, then by their environment; what neither
 * knows is left to the source. Which ranks' processes are there, whether a source shows them or
 * not.
 *
 * <p>A process that {@code /proc} never showed, because it is in another PID namespace, counts as
 * alive. Memory: a number for each process of the machine, at most {@value #MOST_PROCESSES}. For
 * one thread.
 */
public final class KnownProcesses implements ProcessRanks, Liveness {

  private static final int MOST_PROCESSES = 65_536;

  /** Asks between two looks at all processes: an agent asks once a second. */
  private static final int ASKS_A_LOOK = 10;

  private final List<RankRule> rules;
  private final List<RankRule> exact;
  private final ProcFolder proc;
  private final String host;
  private final Set<Path> folders = new HashSet<>();
  private final Map<Integer, Long> pidOfRank = new HashMap<>();
  private final Set<Long> lookedAt = new HashSet<>();
  private final Map<Integer, Place> present = new TreeMap<>();
  private int asked;

  /**
   * @param host this machine's name, as rules say it
   * @param folders that are followed: a process that was told to write there should be seen
   */
  public KnownProcesses(
      List<RankRule> rules, ProcFolder proc, String host, Collection<Path> folders) {
    this.rules = rules;
    exact =
        rules.stream().filter(rule -> rule.pid().isPresent() || rule.gpu().isPresent()).toList();
    this.proc = proc;
    this.host = host;
    folders.forEach(folder -> this.folders.add(folder.toAbsolutePath().normalize()));
  }

  @Override
  public OptionalInt rankOf(ProcessId process) {
    LaunchedAs launched = new LaunchedAs(proc.environment(process.pid()));
    OptionalInt rank = byRule(rules, process, launched.gpu());
    OptionalInt known = rank.isPresent() ? rank : launched.rank();
    if (known.isPresent() && proc.exists(process.pid())) {
      pidOfRank.put(known.getAsInt(), process.pid());
    }
    return known;
  }

  @Override
  public String gpuOf(ProcessId process) {
    return new LaunchedAs(proc.environment(process.pid())).gpuName();
  }

  private static OptionalInt byRule(List<RankRule> rules, ProcessId process, OptionalInt gpu) {
    for (RankRule rule : rules) {
      boolean ofHost = rule.host().isEmpty() || rule.host().equals(process.host());
      boolean pid = rule.pid().isEmpty() || rule.pid().getAsInt() == process.pid();
      boolean device = rule.gpu().isEmpty() || rule.gpu().equals(gpu);
      if (ofHost && pid && device) {
        return OptionalInt.of(rule.rank());
      }
    }
    return OptionalInt.empty();
  }

  @Override
  public boolean isAlive(int rank) {
    Long pid = pidOfRank.get(rank);
    return pid == null || proc.exists(pid);
  }

  /**
   * Ranks of processes that a rule names by pid or GPU, or that were told to write into a folder
   * that is followed and whose launcher told them their rank.
   */
  @Override
  public Map<Integer, Place> present() {
    if (asked++ % ASKS_A_LOOK == 0) {
      look();
    }
    return present;
  }

  private void look() {
    Set<Long> pids = proc.processes();
    lookedAt.retainAll(pids);
    present.values().removeIf(place -> !pids.contains(place.pid()));
    for (long pid : pids) {
      if (lookedAt.size() < MOST_PROCESSES && lookedAt.add(pid)) {
        meet(new ProcessId(host, pid));
      }
    }
  }

  private void meet(ProcessId process) {
    LaunchedAs launched = new LaunchedAs(proc.environment(process.pid()));
    OptionalInt named = byRule(exact, process, launched.gpu());
    OptionalInt rank = named.isPresent() || !isToldToWrite(launched) ? named : launched.rank();
    if (rank.isPresent() && !present.containsKey(rank.getAsInt())) {
      present.put(rank.getAsInt(), process.place(launched.gpuName()));
      pidOfRank.merge(
          rank.getAsInt(), process.pid(), (old, fresh) -> proc.exists(old) ? old : fresh);
    }
  }

  private boolean isToldToWrite(LaunchedAs launched) {
    String folder = launched.inspectorFolder();
    return !folder.isEmpty() && folders.contains(Path.of(folder).toAbsolutePath().normalize());
  }
}
