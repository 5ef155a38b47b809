package dev.ringside.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Traces made after public bug reports, through the real command, against the answers written
 * beside them in {@code cases.json}: exit code, verdict, rows, ranks and what is said.
 */
class FieldKinetoIT {

  /** Of plan, advise and calibrate; their own tests have them. */
  private static final Set<String> OF_OTHER_COMMANDS = Set.of("k13", "k14", "k16");

  /** What a case says to people. */
  private static final Set<String> WORDS =
      Set.of("why", "how", "demand", "at_least", "accepted", "never", "kernel", "message");

  static Stream<String> cases() throws Exception {
    Path cases =
        Path.of(System.getProperty("ringside.repository"))
            .resolveSibling("shared/samples/field-kineto/cases.json");
    if (!Files.exists(cases)) {
      return Stream.of("missing");
    }
    return StreamSupport.stream(new ObjectMapper().readTree(cases.toFile()).spliterator(), false)
        .map(one -> one.get("id").asText())
        .filter(id -> !OF_OTHER_COMMANDS.contains(id));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theAnswerIsTheOneWrittenBesideIt(String id) throws Exception {
    Path cases = Samples.fieldKineto("cases.json");
    for (JsonNode one : new ObjectMapper().readTree(cases.toFile())) {
      if (one.get("id").asText().equals(id)) {
        check(id, one.get("command").asText(), one.get("truth"));
      }
    }
  }

  private static void check(String id, String command, JsonNode truth) {
    if (truth.has("none")) {
      String each = command.replaceFirst("\\{none,([^}]*)}", "none");
      requireAll(id, run(each), truth.get("none"));
      String file = command.replaceFirst("\\{none,([^}]*)}", "$1");
      requireAll(id, run(file), truth.get("deployment"));
      return;
    }
    Cli cli = run(command);
    if (truth.has("either")) {
      List<AssertionError> wrong = new ArrayList<>();
      for (JsonNode answer : truth.get("either")) {
        try {
          requireAll(id, cli, answer);
          return;
        } catch (AssertionError e) {
          wrong.add(e);
        }
      }
      throw new AssertionError("%s is none of its answers: %s".formatted(id, wrong));
    }
    requireAll(id, cli, truth);
  }

  private static Cli run(String command) {
    Path samples = Samples.fieldKineto("");
    String reported = command.contains("--report-json") ? command : command + " --report-json -";
    String[] arguments =
        Stream.of(reported.split(" +"))
            .skip(1)
            .map(word -> word.matches("k\\d.*") ? samples.resolve(word).toString() : word)
            .toArray(String[]::new);
    return Cli.run(arguments);
  }

  private static void requireAll(String id, Cli cli, JsonNode truth) {
    truth
        .properties()
        .forEach(
            demand -> {
              if (!WORDS.contains(demand.getKey())) {
                require(id + " " + demand, cli, demand.getKey(), demand.getValue(), truth);
              }
            });
  }

  private static void require(String what, Cli cli, String demand, JsonNode value, JsonNode truth) {
    switch (demand) {
      case "exit" -> assertThat(cli.exit()).as(what + cli.err()).isEqualTo(value.asInt());
      case "exit_not" -> assertThat(cli.exit()).as(what).isNotEqualTo(value.asInt());
      case "one_line" -> assertThat(cli.errLines()).as(what).hasSize(1);
      case "message_says" ->
          assertThat(cli.err()).as(what).contains(value.asText().replaceFirst(" \\(or .*", ""));
      case "ignored" ->
          value.forEach(
              name -> assertThat(cli.err()).as(what).containsPattern(glob(name.asText())));
      case "verdict" ->
          assertThat(cli.json().get("verdict").asText()).as(what).isEqualTo(value.asText());
      case "not_verdict" ->
          value.forEach(
              not ->
                  assertThat(cli.json().get("verdict").asText())
                      .as(what)
                      .isNotEqualTo(not.asText()));
      case "calls_observed" ->
          assertThat(cli.json().at("/input/calls_observed").asLong())
              .as(what)
              .isEqualTo(value.asLong());
      case "calls_per_rank" ->
          assertThat(perRank(cli, row -> true)).as(what).isEqualTo(value.asLong());
      case "coverage" ->
          assertThat(cli.json().get("coverage").asDouble()).as(what).isEqualTo(value.asDouble());
      case "rank" -> assertThat(cli.json().get("ranks")).as(what).containsExactly(value);
      case "ranks" -> assertThat(cli.json().get("ranks")).as(what).isEqualTo(value);
      case "group" -> requireGroup(cli, value.asText());
      case "passes" -> requirePasses(what, cli, value);
      case "rows" -> requireRows(what, cli, value);
      case "all_reduces_per_rank" ->
          assertThat(perRank(cli, of("AllReduce"))).as(what).isEqualTo(value.asLong());
      case "all_reduce_bytes_per_rank" ->
          assertThat(bytes(cli, "AllReduce")).as(what).isEqualTo(value.asLong());
      case "by_collective" ->
          value
              .properties()
              .forEach(
                  one ->
                      assertThat(perRank(cli, of(one.getKey())))
                          .as(what)
                          .isEqualTo(one.getValue().asLong()));
      case "not_calls" -> assertThat(cli.json().at("/input/rejected")).as(what).isEmpty();
      case "transports" -> assertThat(transports(cli)).as(what).containsAll(texts(value));
      case "bytes_of_dtype" -> requireBytes(what, cli, value);
      default -> throw new AssertionError("a demand that this test does not know: " + what);
    }
  }

  private static Pattern glob(String name) {
    return Pattern.compile(name.replace(".", "\\.").replace("*", "[^/ ,]*"));
  }

  private static Stream<JsonNode> rows(Cli cli) {
    return StreamSupport.stream(cli.json().get("collectives").spliterator(), false);
  }

  private static Predicate<JsonNode> of(String collective) {
    return row -> row.get("collective").asText().equals(collective);
  }

  /** Calls of the rank that made the most. */
  private static long perRank(Cli cli, Predicate<JsonNode> which) {
    return rows(cli)
        .filter(which)
        .mapToLong(row -> row.at("/observed_per_rank/max").asLong())
        .sum();
  }

  /** Of one rank. */
  private static long bytes(Cli cli, String collective) {
    return rows(cli)
        .filter(of(collective))
        .mapToLong(row -> row.get("observed_bytes").asLong())
        .sum();
  }

  private static Set<String> transports(Cli cli) {
    Set<String> transports = new TreeSet<>();
    rows(cli).forEach(row -> transports.addAll(texts(row.get("transports"))));
    return transports;
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  private static void requireGroup(Cli cli, String range) {
    String[] ends = range.replaceAll("[\\[\\]]", "").split("\\.\\.");
    int size = Integer.parseInt(ends[1]) - Integer.parseInt(ends[0]) + 1;
    rows(cli)
        .filter(of("AllGather"))
        .forEach(
            row ->
                assertThat(row.get("message_bytes").asLong())
                    .isEqualTo(row.get("send_elements").asLong() * 2 * size));
  }

  private static void requirePasses(String what, Cli cli, JsonNode value) {
    JsonNode passes = cli.json().get("passes");
    if (value.isObject()) {
      value
          .properties()
          .forEach(
              phase ->
                  assertThat(passes.get(phase.getKey()).asLong())
                      .as(what)
                      .isEqualTo(phase.getValue().asLong()));
    } else {
      long all = 0;
      for (JsonNode phase : passes) {
        all += phase.asLong();
      }
      assertThat(all).as(what + passes).isEqualTo(value.asLong());
    }
  }

  /**
   * A number says how many rows; else each says phase, collective, elements, type, calls, bytes.
   */
  private static void requireRows(String what, Cli cli, JsonNode value) {
    if (value.isNumber()) {
      assertThat(rows(cli)).as(what).hasSize(value.asInt());
      return;
    }
    for (JsonNode wanted : value) {
      List<JsonNode> words = new ArrayList<>();
      List<JsonNode> numbers = new ArrayList<>();
      wanted.forEach(part -> (part.isTextual() ? words : numbers).add(part));
      Predicate<JsonNode> which =
          row ->
              words.stream().allMatch(word -> says(row, word.asText()))
                  && row.get("send_elements").equals(numbers.get(0));
      assertThat(perRank(cli, which))
          .as("%s: %s in %s", what, wanted, cli.json().get("collectives"))
          .isEqualTo(numbers.get(1).asLong());
      boolean hasBytes = numbers.size() > 2 && !words.get(0).asText().matches("prefill|decode");
      if (hasBytes) {
        rows(cli)
            .filter(which)
            .forEach(row -> assertThat(row.get("message_bytes")).isEqualTo(numbers.get(2)));
      }
    }
  }

  private static boolean says(JsonNode row, String word) {
    return row.get("phase").asText().equals(word)
        || row.get("dtype").asText().equals(word)
        || texts(row.get("transports")).contains(word)
        || List.of(word.split(" or ")).contains(row.get("collective").asText());
  }

  private static void requireBytes(String what, Cli cli, JsonNode value) {
    value
        .properties()
        .forEach(
            type -> {
              List<JsonNode> ofType =
                  rows(cli).filter(row -> row.get("dtype").asText().equals(type.getKey())).toList();
              assertThat(ofType).as(what + type).isNotEmpty();
              for (JsonNode row : ofType) {
                boolean gathers = row.get("collective").asText().matches("AllGather|Gather");
                assertThat(row.get("message_bytes").asLong())
                    .as(what + row)
                    .isEqualTo(
                        row.get("send_elements").asLong()
                            * type.getValue().asLong()
                            * (gathers ? 4 : 1));
              }
            });
  }

  /** Profiled twice with a restart between; the passes of each as its scheduler counted them. */
  @Test
  void aServerThatWasProfiledTwiceIsTwoRuns() throws Exception {
    Path sample = Samples.recorded("vllm_cpu_server_tp2_day");
    Cli cli =
        Cli.run(
            "replay",
            sample.toString(),
            "--deployment=" + sample.resolve("deployment.yaml"),
            "--recording=each",
            "--report-json=-");

    assertThat(cli.exit()).as(cli.err()).isZero();
    List<JsonNode> reports;
    try (MappingIterator<JsonNode> each =
        new ObjectMapper().readerFor(JsonNode.class).readValues(cli.out())) {
      reports = each.readAll();
    }
    assertThat(reports)
        .allSatisfy(
            report -> {
              assertThat(report.get("verdict").asText()).isEqualTo("match");
              assertThat(report.get("coverage").asDouble()).isOne();
              assertThat(report.at("/input/late").asLong()).isZero();
            })
        .extracting(
            report -> report.at("/passes/prefill").asLong() + report.at("/passes/decode").asLong())
        .containsExactly(161L, 267L);
  }

  @Test
  void aRecordingThatIsNotThereIsAskedForAgain() {
    Path sample = Samples.fieldKineto("k18");
    Cli cli = Cli.run("replay", sample.toString(), "--deployment=none", "--recording=3");

    assertThat(cli.exit()).isEqualTo(2);
    assertThat(cli.errLines())
        .singleElement()
        .asString()
        .contains("--recording is 3, and there are two recordings, 60 s apart");
  }

  @Test
  void anotherToolsArrayOfEventsIsNoTraceOfARank() {
    Cli cli =
        Cli.run(
            "replay", Samples.fieldKineto("k19b/trace_view.json").toString(), "--deployment=none");

    assertThat(cli.exit()).isEqualTo(2);
    assertThat(cli.errLines()).hasSize(1);
  }
}
