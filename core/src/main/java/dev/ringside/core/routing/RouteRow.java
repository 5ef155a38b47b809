package dev.ringside.core.routing;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.fabric.Confidence;
import dev.ringside.core.hardware.Gpu;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One row of {@code routes.tsv}: who carries calls of a tensor group under some circumstances. The
 * table's head explains the columns.
 *
 * @param engine label
 * @param from first release; empty for all before {@code until}
 * @param until first release that no longer does it; empty while none is known
 * @param gpu words that must hold of the GPU
 * @param ranks which sizes of groups: {@code 2,4,8}, {@code 2-8}, {@code >8}, {@code !2,4}
 * @param switches what must hold of flags, layout, type and family
 * @param tuned true if the engine measures which library is the fastest, and the carrier is likely
 * @param words what carries them
 */
record RouteRow(
    String engine,
    Optional<EngineVersion> from,
    Optional<EngineVersion> until,
    List<String> gpu,
    String ranks,
    String nodes,
    String call,
    List<String> switches,
    List<RouteLimit> limits,
    Transport carrier,
    boolean tuned,
    String words,
    Confidence confidence,
    String source) {

  static final String ANY = "-";
  static final int COLUMNS = 13;

  private static final Set<String> NODES = Set.of(ANY, "1", "linked", "unlinked");
  private static final Set<String> CALLS = Set.of("ar", "ar-norm", "ag-logits", "any");

  /**
   * @throws IllegalArgumentException saying which cell is wrong
   */
  static RouteRow parse(List<String> cells, Map<String, SizeTable> tables) {
    if (cells.size() != COLUMNS) {
      throw new IllegalArgumentException(
          "%d columns, expected %d".formatted(cells.size(), COLUMNS));
    }
    return new RouteRow(
        cells.get(0),
        release(cells.get(1)),
        release(cells.get(2)),
        words(cells.get(3)),
        ranks(cells.get(4)),
        oneOf(NODES, cells.get(5)),
        oneOf(CALLS, cells.get(6)),
        words(cells.get(7)),
        words(cells.get(8)).stream().map(text -> RouteLimit.parse(text, tables)).toList(),
        Transport.valueOf(cells.get(9).replaceFirst("\\?$", "")),
        cells.get(9).endsWith("?"),
        cells.get(10),
        Confidence.valueOf(cells.get(11).toUpperCase(Locale.ROOT)),
        cells.get(12));
  }

  private static Optional<EngineVersion> release(String cell) {
    return cell.equals(ANY) ? Optional.empty() : Optional.of(EngineVersion.parse(cell));
  }

  private static List<String> words(String cell) {
    return cell.equals(ANY) ? List.of() : List.of(cell.split(" ", -1));
  }

  private static String oneOf(Set<String> known, String cell) {
    if (!known.contains(cell)) {
      throw new IllegalArgumentException(
          "\"%s\": expected one of %s"
              .formatted(cell, known.stream().sorted().collect(Collectors.joining(", "))));
    }
    return cell;
  }

  private static String ranks(String cell) {
    if (!cell.matches("-|>\\d+|!?\\d+(-\\d+)?(,\\d+(-\\d+)?)*")) {
      throw new IllegalArgumentException(
          "\"%s\": expected ranks like 2,4,8 or 2-8 or >8".formatted(cell));
    }
    return cell;
  }

  /** True for releases that the row is of. */
  boolean isOf(String label, EngineVersion release) {
    return engine.equals(label)
        && from.map(first -> release.compareTo(first) >= 0).orElse(true)
        && until.map(end -> release.compareTo(end) < 0).orElse(true);
  }

  /** False if it fits no call at all on this GPU under these switches. */
  boolean mayFit(Gpu on, Switches set) {
    return gpu.stream().allMatch(word -> word.contains("pair") || anyHolds(word, on, 0))
        && switches.stream().allMatch(word -> word.equals("bf16") || holds(word, set));
  }

  boolean fits(RouteCall of, Gpu on, Switches set) {
    return isCalled(of)
        && isAmong(of.ranks())
        && isSpread(of)
        && gpu.stream().allMatch(word -> anyHolds(word, on, of.ranks()))
        && switches.stream().allMatch(word -> holds(word, of, set))
        && limits.stream().allMatch(limit -> limit.holds(of, on.computeCapability()));
  }

  private boolean isCalled(RouteCall of) {
    return switch (call) {
      case "ar" -> of.collective() == Collective.ALL_REDUCE;
      case "ar-norm" -> of.collective() == Collective.ALL_REDUCE && of.normed();
      case "ag-logits" -> of.collective() == Collective.ALL_GATHER;
      default -> true;
    };
  }

  private boolean isAmong(int group) {
    if (ranks.equals(ANY)) {
      return true;
    }
    if (ranks.startsWith(">")) {
      return group > Integer.parseInt(ranks.substring(1));
    }
    boolean none = ranks.startsWith("!");
    return none
        != Arrays.stream(ranks.substring(none ? 1 : 0).split(",", -1))
            .map(range -> range.split("-", 2))
            .anyMatch(
                ends ->
                    group >= Integer.parseInt(ends[0])
                        && group <= Integer.parseInt(ends[ends.length - 1]));
  }

  private boolean isSpread(RouteCall of) {
    return switch (nodes) {
      case "1" -> of.nodes() == 1;
      case "linked" -> of.nodes() == 1 || of.linked();
      case "unlinked" -> of.nodes() > 1 && !of.linked();
      default -> true;
    };
  }

  private static boolean anyHolds(String words, Gpu on, int group) {
    return Arrays.stream(words.split("\\|", -1)).anyMatch(word -> holds(word, on, group));
  }

  private static boolean holds(String word, Gpu on, int group) {
    if (word.startsWith("!")) {
      return !holds(word.substring(1), on, group);
    }
    return switch (word) {
      case "cuda" -> !on.isRocm();
      case "rocm" -> on.isRocm();
      case "nvlink" -> on.hasNvlink();
      case "multicast" -> on.hasMulticast();
      case "pair" -> group == 2;
      default -> word.equals("sm" + on.computeCapability());
    };
  }

  private static boolean holds(String word, RouteCall of, Switches set) {
    return word.equals("bf16") ? of.dataType() == DataType.BFLOAT16 : holds(word, set);
  }

  private static boolean holds(String word, Switches set) {
    return switch (word) {
      case "compiled" -> !set.has("enforce-eager");
      case "d=1" -> set.replicas() == 1;
      case "p=1" -> set.stages() == 1;
      default ->
          switch (word.charAt(0)) {
            case '+' -> set.has(word.substring(1));
            case '!' -> !set.has(word.substring(1));
            default -> set.isOfGroup(word);
          };
    };
  }

  /** What carries {@code of}, for which the row fits. */
  Route route(RouteCall of, Gpu on, Optional<String> unverified) {
    String limit =
        limits.stream()
            .map(one -> one.words(of, on.computeCapability()))
            .collect(Collectors.joining());
    return new Route(
        carrier,
        words + limit + unverified.map(" (%s)"::formatted).orElse(""),
        unverified.isPresent() ? Confidence.UNVERIFIED : confidence,
        source,
        tuned);
  }

  /**
   * What is set in a deployment.
   *
   * @param flags words of {@code EngineFlag}
   * @param groups groups of families that the model's is of
   */
  record Switches(Set<String> flags, int stages, int replicas, Set<String> groups) {

    boolean has(String flag) {
      return flags.contains(flag);
    }

    boolean isOfGroup(String group) {
      return groups.contains(group);
    }
  }
}
