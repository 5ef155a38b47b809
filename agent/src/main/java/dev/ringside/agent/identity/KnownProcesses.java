package dev.ringside.agent.identity;

import dev.ringside.agent.config.RankRule;
import dev.ringside.agent.loop.Liveness;
import dev.ringside.ingest.inspector.ProcessId;
import dev.ringside.ingest.inspector.ProcessRanks;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The ranks of processes: by the operator's rules first, then by their environment; what neither
 * knows is left to the source. And whether a rank's process is there.
 *
 * <p>A process that {@code /proc} never showed, because it is in another PID namespace, counts as
 * alive. Memory: two numbers for each process that was asked for. For one thread.
 */
public final class KnownProcesses implements ProcessRanks, Liveness {

  private final List<RankRule> rules;
  private final ProcFolder proc;
  private final Map<Integer, Long> pidOfRank = new HashMap<>();

  public KnownProcesses(List<RankRule> rules, ProcFolder proc) {
    this.rules = rules;
    this.proc = proc;
  }

  @Override
  public OptionalInt rankOf(ProcessId process) {
    LaunchedAs launched = new LaunchedAs(proc.environment(process.pid()));
    OptionalInt rank = byRule(process, launched.gpu());
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

  private OptionalInt byRule(ProcessId process, OptionalInt gpu) {
    for (RankRule rule : rules) {
      boolean host = rule.host().isEmpty() || rule.host().equals(process.host());
      boolean pid = rule.pid().isEmpty() || rule.pid().getAsInt() == process.pid();
      boolean device = rule.gpu().isEmpty() || rule.gpu().equals(gpu);
      if (host && pid && device) {
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
}
