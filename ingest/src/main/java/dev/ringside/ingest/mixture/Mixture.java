package dev.ringside.ingest.mixture;

import dev.ringside.core.progress.Place;
import dev.ringside.ingest.recording.RankTrace;
import dev.ringside.ingest.source.TraceReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Traces of one run from several formats. A call is in many of them and is one call: those of the
 * best format count, the others only fill what these do not know.
 */
public final class Mixture {

  private final List<RankTrace> main = new ArrayList<>();
  private final Map<Integer, List<RankTrace>> others = new TreeMap<>();
  private final Map<Path, String> aside = new LinkedHashMap<>();
  private final GroupMembers members = new GroupMembers();
  private final HashNames names;

  /**
   * @param traces all that was read
   * @param readers who read which file
   * @param names what communicators are called that other files know by their hashes
   * @param order formats from the best on: the first of them that has a call is what is read
   */
  public Mixture(
      List<RankTrace> traces,
      Map<Path, TraceReader> readers,
      HashNames names,
      List<TraceReader> order) {
    this.names = names;
    TraceReader best =
        traces.stream()
            .filter(trace -> trace.observed() > 0)
            .map(trace -> readers.get(trace.source()))
            .min((one, other) -> Integer.compare(order.indexOf(one), order.indexOf(other)))
            .orElse(null);
    for (RankTrace trace : traces) {
      TraceReader reader = readers.get(trace.source());
      if (best == null || reader == best) {
        main.add(trace);
      } else {
        others.computeIfAbsent(trace.rank(), rank -> new ArrayList<>()).add(trace);
        members.add(trace);
        aside.put(
            trace.source(),
            "%s beside %s: the same calls; they fill what the others lack"
                .formatted(reader.format(), best.format()));
      }
    }
    dropCopies();
    joinGroups();
  }

  private void joinGroups() {
    WholeGroups groups = new WholeGroups(main);
    main.replaceAll(trace -> Regrouped.of(trace, call -> call.on(groups.of(call.communicator()))));
    Map<Integer, List<String>> incomplete = new TreeMap<>(groups.incomplete());
    main.replaceAll(
        trace -> {
          List<String> told = incomplete.remove(trace.rank());
          return told == null ? trace : Regrouped.telling(trace, told);
        });
  }

  /** Dumps are often saved twice: {@code fr_rank_0.json} and {@code fr_rank_0.pickle}. */
  private void dropCopies() {
    Map<String, Path> seen = new LinkedHashMap<>();
    main.removeIf(
        trace -> {
          Path first = seen.putIfAbsent(identity(trace), trace.source());
          if (first != null) {
            aside.put(trace.source(), "the same calls as " + first.getFileName());
          }
          return first != null;
        });
  }

  private static String identity(RankTrace trace) {
    int calls = trace.calls().size();
    long startNs = calls == 0 ? 0 : trace.calls().startNs(0);
    String name = trace.source().toAbsolutePath().toString();
    String stem = name.substring(0, name.indexOf('.', name.lastIndexOf('/') + 1) + 1);
    return "%s %d %d %d".formatted(stem.isEmpty() ? name : stem, trace.rank(), calls, startNs);
  }

  /** What is read, in the order given. */
  public List<RankTrace> main() {
    return List.copyOf(main);
  }

  /** Files that are not read as calls of their own, and why. */
  public Map<Path, String> aside() {
    return Map.copyOf(aside);
  }

  /**
   * {@code trace} with groups, sizes and types that others of the same rank know.
   *
   * @param trace under its global rank
   */
  public RankTrace fill(RankTrace trace) {
    List<RankTrace> all = others.getOrDefault(trace.rank(), List.of());
    List<RankTrace> sources = all.stream().filter(one -> isOfOneProcess(trace, one)).toList();
    RankTrace filled = trace;
    for (RankTrace source : sources) {
      LikeCalls like = new LikeCalls(source, members, names);
      filled = new Filling(Regrouped.of(filled, like::better), source, members, names).fill();
    }
    List<String> told = new ArrayList<>();
    all.stream()
        .filter(source -> !sources.contains(source))
        .forEach(source -> told.add(foreign(trace, source)));
    long changed = Filling.changed(trace, filled);
    if (changed > 0) {
      told.add(
          "groups, sizes or types of %,d calls are from %s".formatted(changed, files(sources)));
    }
    if (!sources.isEmpty()) {
      told.addAll(Lacking.in(filled, files(sources)));
    }
    return named(told.isEmpty() ? trace : Regrouped.telling(filled, told));
  }

  /** By its number where both sources know it, else by a rank that is no guess. */
  private static boolean isOfOneProcess(RankTrace trace, RankTrace source) {
    Place one = trace.who().place();
    Place other = source.who().place();
    boolean told = one.pid() > 0 && other.pid() > 0;
    return mayBeOneProcess(one, other) && (told || !source.who().guessed());
  }

  /**
   * False if both say which process they are of, and do not mean the same. NCCL's log cuts a host's
   * name at its first dot, the Inspector does not.
   */
  public static boolean mayBeOneProcess(Place one, Place other) {
    return one.pid() == 0
        || other.pid() == 0
        || (one.pid() == other.pid() && hostOf(one).equals(hostOf(other)));
  }

  private static String hostOf(Place place) {
    return place.host().replaceFirst("\\..*", "");
  }

  private static String foreign(RankTrace trace, RankTrace source) {
    String file = String.valueOf(source.source().getFileName());
    return source.who().guessed()
        ? "%s does not tell its rank, so it fills nothing".formatted(file)
        : "%s is of another process (%s; this one: %s), so it fills nothing"
            .formatted(file, source.who().place().text(), trace.who().place().text());
  }

  private RankTrace named(RankTrace trace) {
    RankTrace named =
        names.isEmpty()
            ? trace
            : Regrouped.of(trace, call -> call.on(names.of(call.communicator())));
    long changed = Filling.changed(trace, named);
    return changed == 0
        ? trace
        : Regrouped.telling(
            named,
            List.of(
                "the communicators of %,d calls are named by the Inspector, which knows them by the same hash"
                    .formatted(changed)));
  }

  private static String files(List<RankTrace> sources) {
    return sources.stream()
        .map(source -> source.source().getFileName().toString())
        .collect(Collectors.joining(", "));
  }
}
