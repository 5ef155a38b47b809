package dev.ringside.ingest.inspect;

import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.ingest.mixture.HashNames;
import dev.ringside.ingest.source.Note;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The groups of all files. Two communicators of the same ranks are two groups if they have two
 * names. A group whose members no file lists has those that call on it.
 */
final class GroupSurvey {

  private final Map<Key, Group> groups = new LinkedHashMap<>();
  private final HashNames names = new HashNames();
  private final CallSources sources;

  /**
   * @param files all that are looked into: one may name what another knows by its hash
   */
  GroupSurvey(List<FileFacts> files) {
    files.forEach(file -> file.notesOf(Note.Called.class).forEach(names::add));
    sources = new CallSources(files, names);
  }

  /**
   * @param ranks empty if the file does not list them
   * @param pairs calls of pairs of ranks, told apart where nothing at all is known of the group:
   *     one communicator makes both kinds, but a source that names none has several
   */
  private record Key(String name, int size, List<Integer> ranks, boolean pairs) {

    Key(String name, int size, List<Integer> ranks) {
      this(name, size, ranks, false);
    }

    static Key of(Communicator on, CallSignature call) {
      return on.equals(Communicator.UNKNOWN)
          ? new Key("", 0, List.of(), call.collective().isPointToPoint())
          : new Key(on.name(), on.size(), on.ranks());
    }
  }

  private static final class Group {

    private final SortedSet<Integer> callers = new TreeSet<>();
    private final SortedSet<String> descriptions = new TreeSet<>();
    private final List<FileFacts.Kind> kinds = new ArrayList<>();
  }

  void add(FileFacts file) {
    for (Note.Group told : file.notesOf(Note.Group.class)) {
      List<Integer> ranks = told.ranks().stream().sorted().distinct().toList();
      Communicator called = names.of(new Communicator(told.name(), ranks.size(), ranks));
      Group group = group(new Key(called.name(), called.size(), called.ranks()));
      if (!told.description().isBlank()) {
        group.descriptions.add(told.description());
      }
    }
    for (FileFacts.Kind kind : file.kinds()) {
      if (sources.counts(file, kind.rank())) {
        CallSignature call = sources.told(file, kind);
        Group group = group(Key.of(names.of(call.communicator()), call));
        group.callers.add(kind.rank());
        group.kinds.add(new FileFacts.Kind(kind.rank(), call, kind.calls()));
      }
    }
  }

  private Group group(Key key) {
    return groups.computeIfAbsent(key, it -> new Group());
  }

  /** Those of two or more ranks, or with calls; busiest first. */
  List<GroupFacts> finish(RankCoordinates coordinates, int worldSize) {
    joinUnlisted();
    ParallelismGuess guess = new ParallelismGuess(coordinates, worldSize, hasNamedGroups());
    List<GroupFacts> facts = new ArrayList<>();
    groups.forEach(
        (key, group) -> {
          if (!group.kinds.isEmpty() || key.ranks().size() > 1) {
            facts.add(facts(key, group, guess));
          }
        });
    facts.sort(Comparator.comparingLong(GroupFacts::calls).reversed());
    return facts;
  }

  private boolean hasNamedGroups() {
    return groups.entrySet().stream()
        .anyMatch(
            group ->
                ParallelismGuess.isNamed(group.getKey().name())
                    || group.getValue().descriptions.stream().anyMatch(ParallelismGuess::isNamed));
  }

  /**
   * What one file only names another may list: calls of a name without members go to the group of
   * that name and size, if there is one and no other.
   */
  private void joinUnlisted() {
    for (Key key : List.copyOf(groups.keySet())) {
      if (!key.ranks().isEmpty() || key.name().isEmpty()) {
        continue;
      }
      Group unlisted = groups.get(key);
      List<Key> homes =
          groups.keySet().stream()
              .filter(other -> isHome(other, key) && other.ranks().containsAll(unlisted.callers))
              .toList();
      if (homes.size() == 1) {
        Group home = groups.get(homes.get(0));
        home.callers.addAll(unlisted.callers);
        home.descriptions.addAll(unlisted.descriptions);
        home.kinds.addAll(unlisted.kinds);
        groups.remove(key);
      }
    }
  }

  private static boolean isHome(Key listed, Key named) {
    return !listed.ranks().isEmpty()
        && listed.name().equals(named.name())
        && (named.size() == 0 || named.size() == listed.size());
  }

  private static GroupFacts facts(Key key, Group group, ParallelismGuess guess) {
    boolean listed = !key.ranks().isEmpty();
    List<Integer> ranks = listed ? key.ranks() : List.copyOf(group.callers);
    String description = String.join(", ", group.descriptions);
    List<GroupFacts.Volume> volumes = volumes(group.kinds);
    ParallelismGuess.Evidence evidence =
        new ParallelismGuess.Evidence(
            key.name(),
            List.copyOf(group.descriptions),
            key.size(),
            ranks,
            volumes.stream().map(GroupFacts.Volume::collective).toList());
    return new GroupFacts(
        key.name(), description, key.size(), ranks, listed, guess.of(evidence), volumes);
  }

  private static List<GroupFacts.Volume> volumes(List<FileFacts.Kind> kinds) {
    Map<Collective, List<FileFacts.Kind>> byCollective = new EnumMap<>(Collective.class);
    for (FileFacts.Kind kind : kinds) {
      byCollective
          .computeIfAbsent(kind.signature().collective(), it -> new ArrayList<>())
          .add(kind);
    }
    List<GroupFacts.Volume> volumes = new ArrayList<>();
    byCollective.forEach((collective, of) -> volumes.add(volume(collective, of)));
    return volumes;
  }

  private static GroupFacts.Volume volume(Collective collective, List<FileFacts.Kind> kinds) {
    record SizeKey(long bytes, String dataType) {}
    Map<SizeKey, Long> calls = new LinkedHashMap<>();
    long all = 0;
    long unsized = 0;
    long bytes = 0;
    for (FileFacts.Kind kind : kinds) {
      long message = messageBytes(kind.signature());
      all += kind.calls();
      if (message < 0) {
        unsized += kind.calls();
      } else {
        bytes = saturated(bytes, message, kind.calls());
        String type = kind.signature().dataType().label();
        calls.merge(new SizeKey(message, type), kind.calls(), Long::sum);
      }
    }
    List<GroupFacts.Size> sizes = new ArrayList<>();
    calls.forEach((key, n) -> sizes.add(new GroupFacts.Size(key.bytes(), key.dataType(), n)));
    sizes.sort(
        Comparator.comparingLong(GroupFacts.Size::bytes).thenComparing(GroupFacts.Size::dataType));
    OptionalLong known = unsized == all ? OptionalLong.empty() : OptionalLong.of(bytes);
    return new GroupFacts.Volume(collective, all, known, unsized, sizes);
  }

  /** Sizes come from outside: an absurd one ends at the largest number instead of below zero. */
  private static long saturated(long sum, long bytes, long calls) {
    try {
      return Math.addExact(sum, Math.multiplyExact(bytes, calls));
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }

  /** Message size in the nccl-tests sense, -1 if not known. */
  private static long messageBytes(CallSignature call) {
    int ranks = call.communicator().size();
    boolean needsRanks =
        call.collective() == Collective.ALL_GATHER || call.collective() == Collective.GATHER;
    if (call.collective() == Collective.BARRIER) {
      return 0;
    }
    if (!call.hasSize() || (needsRanks && ranks == 0)) {
      return -1;
    }
    try {
      long elements = call.collective().messageElements(call.elements(), ranks);
      return Math.multiplyExact(elements, (long) call.dataType().bytes());
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }
}
