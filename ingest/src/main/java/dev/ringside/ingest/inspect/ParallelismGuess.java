package dev.ringside.ingest.inspect;

import dev.ringside.core.collective.Collective;
import dev.ringside.ingest.inspect.GroupFacts.Confidence;
import dev.ringside.ingest.inspect.GroupFacts.Guess;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Guesses what a group of ranks divides, from the best evidence to the weakest: what it is called,
 * the coordinates in the files' names, its list of ranks, its collectives.
 *
 * <p>Sources of the words: vLLM and SGLang {@code parallel_state.py} ({@code tp:0}, {@code
 * tp:device}, {@code attn_tp}, {@code moe_ep}), torch {@code device_mesh.py} ({@code mesh_tp}),
 * Megatron {@code parallel_state.py} ({@code TENSOR_MODEL_PARALLEL_GROUP}).
 */
final class ParallelismGuess {

  /** Words of names and the parallelism they mean; longer ones first. */
  private static final List<Map.Entry<String, String>> WORDS =
      List.of(
          Map.entry("tensor", "tp"),
          Map.entry("pipeline", "pp"),
          Map.entry("expert", "ep"),
          Map.entry("context", "cp"),
          Map.entry("data", "dp"),
          Map.entry("eplb", "ep"),
          Map.entry("dcp", "dcp"),
          Map.entry("pcp", "pcp"),
          Map.entry("tp", "tp"),
          Map.entry("pp", "pp"),
          Map.entry("ep", "ep"),
          Map.entry("dp", "dp"),
          Map.entry("cp", "cp"),
          Map.entry("sp", "sp"),
          Map.entry("world", "world"),
          Map.entry("default", "world"));

  private static final Map<String, String> MEANING =
      WORDS.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

  private static final Pattern WORD = Pattern.compile("[a-z]+");

  private static final String WORLD = "world";

  private final RankCoordinates coordinates;
  private final int worldSize;
  private final boolean hasNamedGroups;

  /**
   * @param worldSize ranks of the job, 0 if not known
   * @param hasNamedGroups whether some group is called after a parallelism: if none is, the group
   *     of all ranks may be the tensor group
   */
  ParallelismGuess(RankCoordinates coordinates, int worldSize, boolean hasNamedGroups) {
    this.coordinates = coordinates;
    this.worldSize = worldSize;
    this.hasNamedGroups = hasNamedGroups;
  }

  /**
   * What is known of a group.
   *
   * @param ranks ascending
   * @param collectives those that were called
   */
  record Evidence(
      String name,
      List<String> descriptions,
      int size,
      List<Integer> ranks,
      List<Collective> collectives) {

    List<String> words() {
      List<String> words = new ArrayList<>(descriptions);
      words.add(name);
      return words;
    }

    boolean hasOnlyPointToPoint() {
      return !collectives.isEmpty() && collectives.stream().allMatch(Collective::isPointToPoint);
    }
  }

  Guess of(Evidence group) {
    Optional<Guess> called =
        group.words().stream().flatMap(word -> called(word).stream()).findFirst();
    boolean isWorld = called.filter(guess -> guess.parallelism().equals(WORLD)).isPresent();
    if (called.isPresent() && (!isWorld || hasNamedGroups)) {
      return called.get();
    }
    if (group.ranks().size() > 1) {
      Optional<String> differing = coordinates.onlyDifference(group.ranks());
      if (differing.isPresent()) {
        return new Guess(
            differing.get(),
            Confidence.HIGH,
            "by the files' names its ranks differ in %s only".formatted(differing.get()));
      }
    }
    Guess byCalls = byCalls(group);
    return byCalls.parallelism().isEmpty() ? called.orElse(byCalls) : byCalls;
  }

  private static Optional<Guess> called(String word) {
    return named(word)
        .map(
            parallelism ->
                new Guess(parallelism, Confidence.HIGH, "it is called \"%s\"".formatted(word)));
  }

  /** Whether a group of this name divides something, and is not simply all ranks. */
  static boolean isNamed(String name) {
    return named(name).filter(parallelism -> !parallelism.equals(WORLD)).isPresent();
  }

  /**
   * The parallelism that a name's words mean: {@code tp} for {@code attn_tp:device}, {@code tp+dp}
   * for Megatron's {@code TENSOR_AND_DATA_PARALLEL_GROUP_WITH_CP}.
   */
  static Optional<String> named(String name) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(name.toLowerCase(Locale.ROOT));
    while (matcher.find() && !matcher.group().equals("with")) {
      words.add(matcher.group());
    }
    if (words.contains("and")) {
      String all =
          words.stream()
              .filter(MEANING::containsKey)
              .map(MEANING::get)
              .distinct()
              .collect(Collectors.joining("+"));
      return Optional.of(all).filter(text -> !text.isEmpty());
    }
    return WORDS.stream()
        .filter(word -> words.contains(word.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private Guess byCalls(Evidence group) {
    if (group.collectives().contains(Collective.ALL_TO_ALL)) {
      return new Guess("ep", Confidence.MEDIUM, "its ranks exchange all-to-all, as experts do");
    }
    if (group.hasOnlyPointToPoint()) {
      return new Guess(
          "pp", Confidence.MEDIUM, "its ranks only send and receive, as pipeline stages do");
    }
    if (!group.collectives().contains(Collective.ALL_REDUCE)) {
      return Guess.UNKNOWN;
    }
    if (isBlock(group.ranks()) && group.ranks().size() == group.size()) {
      boolean all = group.size() == worldSize;
      return new Guess(
          "tp",
          Confidence.MEDIUM,
          all
              ? "all ranks of the job all-reduce together"
              : "its ranks are neighbours and all-reduce, as a tensor group does");
    }
    if (group.ranks().size() > 1 && group.ranks().size() == group.size()) {
      return new Guess(
          "dp", Confidence.LOW, "its ranks all-reduce and are no neighbours, as replicas do");
    }
    return new Guess("tp", Confidence.LOW, "its ranks all-reduce; which ranks it has is not known");
  }

  /** Ranks k·n to k·n + n − 1, as engines number a tensor group: tensor fastest. */
  private static boolean isBlock(List<Integer> ranks) {
    int size = ranks.size();
    return size > 1 && ranks.get(size - 1) - ranks.get(0) == size - 1 && ranks.get(0) % size == 0;
  }
}
