package dev.ringside.ingest.kineto;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.ringside.core.bound.Bound;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Communicator;
import dev.ringside.ingest.kineto.CommMetadata.Group;
import dev.ringside.ingest.source.Note;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The process groups a rank belongs to, from a trace's {@code distributedInfo}, in group order:
 * index i of a group is global rank {@code ranks.get(i)}.
 */
final class ProcessGroups {

  private final JsonNode info;
  private final Map<String, List<Integer>> byName = new HashMap<>();

  ProcessGroups(JsonNode distributedInfo) {
    info = distributedInfo == null ? MissingNode.getInstance() : distributedInfo;
    for (JsonNode group : info.path("pg_config")) {
      List<Integer> ranks = ranksOf(group);
      if (!ranks.isEmpty()) {
        byName.put(group.path("pg_name").asText(), ranks);
      }
    }
  }

  /** Empty where the list contradicts the group's own size: then it was cut off. */
  private static List<Integer> ranksOf(JsonNode group) {
    List<Integer> ranks = new ArrayList<>();
    for (JsonNode rank : group.path("ranks")) {
      if (!rank.canConvertToInt() || rank.intValue() < 0) {
        return List.of();
      }
      ranks.add(rank.intValue());
    }
    int declared = group.path("pg_size").asInt(ranks.size());
    return declared == ranks.size() ? ranks : List.of();
  }

  OptionalInt rank() {
    return integer("rank", 0);
  }

  OptionalInt worldSize() {
    return integer("world_size", 1);
  }

  private OptionalInt integer(String key, int least) {
    JsonNode value = info.path(key);
    return value.canConvertToInt() && value.isIntegralNumber() && value.intValue() >= least
        ? OptionalInt.of(value.intValue())
        : OptionalInt.empty();
  }

  /** Members in group order, empty if the trace does not list them. */
  List<Integer> ranksOf(String groupName) {
    return byName.getOrDefault(groupName, List.of());
  }

  /**
   * The group of a call that names none, where only one is possible: all groups of two or more
   * ranks have the same members, or the whole world is two ranks.
   *
   * <p>A group of one rank moves nothing and is not considered.
   */
  Communicator onlyPossible() {
    List<Map.Entry<String, List<Integer>>> several =
        byName.entrySet().stream().filter(group -> group.getValue().size() > 1).toList();
    List<List<Integer>> members =
        several.stream()
            .map(group -> group.getValue().stream().sorted().toList())
            .distinct()
            .toList();
    if (members.size() == 1) {
      String name = several.size() == 1 ? several.get(0).getKey() : "";
      return new Communicator(cut(name), members.get(0).size(), members.get(0));
    }
    boolean pair = members.isEmpty() && worldSize().orElse(0) == 2;
    return pair ? new Communicator("", 2, List.of(0, 1)) : Communicator.UNKNOWN;
  }

  /** The members a record names itself, through its group's name, or by start and stride. */
  List<Integer> membersOf(CommMetadata metadata) {
    Group group = metadata.group();
    List<Integer> listed = listed(group.ranks());
    if (!listed.isEmpty()) {
      return listed;
    }
    List<Integer> configured = ranksOf(group.name());
    if (!configured.isEmpty()) {
      return configured;
    }
    return group.rankStart() >= 0 && group.rankStride() > 0 && group.size() > 0
        ? regular(group.rankStart(), group.rankStride(), group.size())
        : List.of();
  }

  private static List<Integer> regular(int start, int stride, int size) {
    long last = start + (long) stride * (size - 1);
    return last > Integer.MAX_VALUE || size > 1_000_000
        ? List.of()
        : IntStream.range(0, size).mapToObj(i -> start + i * stride).toList();
  }

  /** {@code "[0, 1]"}; empty if it was cut off ({@code "[0, 1, ...]"}) or is none. */
  static List<Integer> listed(String text) {
    if (!text.matches("\\[\\s*\\d{1,9}(\\s*,\\s*\\d{1,9})*+\\s*]")) {
      return List.of();
    }
    String inner = text.substring(1, text.length() - 1);
    return Arrays.stream(inner.split(",")).map(rank -> Integer.valueOf(rank.strip())).toList();
  }

  private static String cut(String name) {
    return Bound.NAME_BYTES.cut(name);
  }

  /**
   * The group of this name; its name alone if the trace does not list it and more than one is
   * possible.
   */
  Optional<Communicator> named(String name) {
    List<Integer> members = ranksOf(name).stream().distinct().toList();
    if (!members.isEmpty()) {
      return Optional.of(new Communicator(cut(name), members.size(), members));
    }
    boolean ambiguous = onlyPossible().equals(Communicator.UNKNOWN);
    return name.isEmpty() || !ambiguous
        ? Optional.empty()
        : Optional.of(new Communicator(cut(name), 0, List.of()));
  }

  /** Those groups alone that {@code rank} is in. */
  ProcessGroups of(int rank) {
    ProcessGroups own = new ProcessGroups(info);
    own.byName.values().removeIf(members -> !members.contains(rank));
    return own;
  }

  /** Hands over every group that the trace describes. */
  void describe(Consumer<Note> notes) {
    for (JsonNode group : info.path("pg_config")) {
      String description = cut(group.path("pg_desc").asText());
      String name = cut(group.path("pg_name").asText());
      notes.accept(
          new Note.Group(name, ranksOf(group), description.equals("undefined") ? "" : description));
    }
  }

  /** The communicator of a record; its size alone where the members stay unknown. */
  Communicator communicatorOf(CommMetadata metadata) {
    String name = metadata.group().name();
    List<Integer> members = membersOf(metadata).stream().distinct().toList();
    if (!members.isEmpty()) {
      return new Communicator(cut(name), members.size(), members);
    }
    Communicator only = onlyPossible();
    int size = Math.max(0, metadata.group().size());
    return name.isEmpty() && (size == 0 || size == only.size())
        ? only
        : new Communicator(cut(name), size, List.of());
  }

  /** Global rank at the other end of a send or receive, -1 if there is none or it is not known. */
  int peerOf(CommMetadata metadata) {
    if (!metadata.collective().isPointToPoint()) {
      return CallSignature.NO_PEER;
    }
    if (metadata.peer().global() >= 0) {
      return metadata.peer().global();
    }
    List<Integer> members = membersOf(metadata);
    int index = metadata.peer().inGroup();
    return index >= 0 && index < members.size() ? members.get(index) : CallSignature.NO_PEER;
  }
}
