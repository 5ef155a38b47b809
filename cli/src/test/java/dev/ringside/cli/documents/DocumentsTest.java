package dev.ringside.cli.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.cli.command.Ringside;
import dev.ringside.cli.console.Console;
import dev.ringside.cli.console.Interruption;
import dev.ringside.core.bound.Bound;
import dev.ringside.core.deployment.Engine;
import dev.ringside.exporter.main.ExporterMain;
import dev.ringside.flink.config.JobSettings;
import dev.ringside.schemas.MalformedContainerException;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.topic.Topics;
import dev.ringside.simulator.description.ScenarioCatalog;
import dev.ringside.simulator.fault.FaultKind;
import dev.ringside.simulator.scenario.View;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The lists, names and defaults in the documents are those of the code. */
class DocumentsTest {

  private static final Pattern EXAMPLE =
      Pattern.compile("(?:\\./)?ringside ([a-z]+)((?: [^`#|\n]+)?)");
  private static final Pattern OPTION = Pattern.compile("(?<!\\S)(--[a-z-]+)");
  private static final Pattern FLAG = Pattern.compile("`(--[a-z-]+)`(?: \\(([^)]*)\\))?");

  /** Commands of the launcher alone. */
  private static final Set<String> LAUNCHER = Set.of("test", "bench", "agent");

  private static final Document OPERATIONS = Document.of("docs/operations.md");
  private static final Document FORMATS = Document.of("docs/formats.md");
  private static final Document SIMULATOR = Document.of("docs/simulator.md");

  @Test
  void theReadmeListsTheEngines() {
    Matcher line =
        Pattern.compile("(?m)^engine: \\S+ +# (.*)$").matcher(Document.of("README.md").text());

    assertThat(line.find()).isTrue();
    assertThat(line.group(1).split(" \\| ")).containsExactlyInAnyOrder(Engine.labels().split(", "));
  }

  @Test
  void everyExampleIsACommandThatExistsWithOptionsItHas() {
    CommandLine all = commands();
    List<String> wrong = new ArrayList<>();
    int examples = 0;
    for (Document document : Document.all()) {
      Matcher example = EXAMPLE.matcher(document.text());
      while (example.find()) {
        examples++;
        String name = example.group(1);
        CommandLine command = all.getSubcommands().get(name);
        if (command == null && !LAUNCHER.contains(name)) {
          wrong.add(document.name() + ": " + example.group());
        } else if (!LAUNCHER.contains(name)) {
          Matcher option = OPTION.matcher(example.group(2));
          while (option.find()) {
            if (command.getCommandSpec().findOption(option.group(1)) == null) {
              wrong.add(document.name() + ": " + name + " " + option.group(1));
            }
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(examples).isGreaterThan(20);
  }

  @Test
  void everyScenarioNamedIsBundled() {
    for (Document document : Document.all()) {
      Set<String> named =
          new TreeSet<>(document.all("--scenario ([a-z0-9-]+)(?![a-z0-9-]*\\.yaml)"));
      assertThat(ScenarioCatalog.names()).as(document.name()).containsAll(named);
    }
  }

  @Test
  void everyTopicNamedExistsAndOperationsNamesThemAll() {
    Set<String> topics =
        Set.of(
            Topics.CALLS,
            Topics.ITERATIONS,
            Topics.DEPLOYMENTS,
            Topics.REPORTS,
            Topics.FINDINGS,
            Topics.DEAD_LETTERS);

    assertThat(OPERATIONS.all("`(ringside\\.[a-z-]+)`"))
        .containsExactlyInAnyOrderElementsOf(topics);
  }

  @Test
  void operationsHasTheExitCodesOfTheHelp() {
    CommandLine all = commands();
    for (String code : all.getCommandSpec().usageMessage().exitCodeList().keySet()) {
      assertThat(OPERATIONS.section("Programs")).containsPattern("[ :\n]" + code + "\\s");
    }
  }

  /** To give a flag its documented default changes nothing. */
  @Test
  void operationsHasTheFlagsOfTheJobAndTheirDefaults() {
    JobSettings plain = JobSettings.parse("--brokers=kafka:9092");
    int defaults = 0;
    Matcher flag = FLAG.matcher(programs("job"));
    while (flag.find()) {
      if (flag.group(2) != null && flag.group(2).matches("[0-9.]+")) {
        defaults++;
        assertThat(JobSettings.parse("--brokers=kafka:9092", flag.group(1) + "=" + flag.group(2)))
            .as(flag.group())
            .isEqualTo(plain);
      }
    }
    assertThat(defaults).isEqualTo(7);
    assertThat(plain.windows().length()).hasSeconds(10);
  }

  @Test
  void operationsHasTheFlagsOfTheExporterAndTheirDefaults() {
    List<OptionSpec> options =
        new CommandLine(ExporterMain.class)
            .getCommandSpec().options().stream()
                .filter(option -> !option.usageHelp() && !option.versionHelp())
                .toList();
    Set<String> documented = new TreeSet<>();
    Matcher flag = FLAG.matcher(programs("exporter"));
    while (flag.find()) {
      documented.add(flag.group(1));
      OptionSpec option =
          options.stream()
              .filter(one -> one.longestName().equals(flag.group(1)))
              .findFirst()
              .orElseThrow(() -> new AssertionError("no such flag: " + flag.group()));
      assertThat(option.defaultValue()).as(flag.group()).isEqualTo(flag.group(2));
    }
    assertThat(documented)
        .containsExactlyInAnyOrderElementsOf(
            options.stream().map(OptionSpec::longestName).toList());
  }

  private static String programs(String program) {
    return OPERATIONS
        .section("Programs")
        .lines()
        .filter(line -> line.startsWith("| " + program + " |"))
        .collect(Collectors.joining());
  }

  @Test
  void operationsCountsTheSeriesOfALabelSetAsTheExporterDoes() {
    OptionSpec budget =
        new CommandLine(ExporterMain.class).getCommandSpec().findOption("--series-budget");
    String inTheHelp = String.join(" ", budget.description()).replaceAll(".*up to (\\d+) .*", "$1");

    assertThat(OPERATIONS.all("up to (\\d+) time series")).containsExactly(inTheHelp);
  }

  @Test
  void formatsHasTheReasonsForWhichARecordIsRefused() {
    assertThat(FORMATS.firstColumn("What a reader refuses"))
        .containsExactlyInAnyOrderElementsOf(names(MalformedRecordException.Reason.values()));
  }

  @Test
  void formatsHasTheTableOfBounds() {
    List<String> rows =
        Arrays.stream(Bound.values())
            .map(
                bound ->
                    String.format(
                        Locale.ROOT,
                        "| `%s` | %,d | %s | %s | %s |",
                        bound.label(),
                        bound.most(),
                        bound.of(),
                        bound.place().text(),
                        bound.beyond().text()))
            .toList();

    assertThat(FORMATS.section("Bounds").lines().filter(line -> line.startsWith("| `")))
        .containsExactlyElementsOf(rows);
  }

  @Test
  void formatsHasTheReasonsForWhichAContainerIsRefused() {
    Set<String> words = FORMATS.firstColumn("A container of batches");
    words.removeIf(word -> !word.matches("[A-Z_]+"));

    assertThat(words)
        .containsExactlyInAnyOrderElementsOf(names(MalformedContainerException.Reason.values()));
  }

  private static List<String> names(Enum<?>[] values) {
    return Arrays.stream(values).map(Enum::name).toList();
  }

  @Test
  void theSimulatorsDocumentListsEveryFaultAndEveryView() {
    assertThat(SIMULATOR.firstColumn("Faults"))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(FaultKind.values()).map(FaultKind::label).toList());
    assertThat(SIMULATOR.firstColumn("Views"))
        .containsExactlyInAnyOrderElementsOf(Stream.of(View.values()).map(View::label).toList());
  }

  @Test
  void everyFileNamedInCodeSpansOfTheReadmeExists() {
    for (String file : Document.of("README.md").all("`(docker-compose\\.yml|\\.ci/[a-z]+)`")) {
      assertThat(Path.of(System.getProperty("ringside.repository")).resolve(file)).exists();
    }
  }

  private static CommandLine commands() {
    PrintStream nowhere =
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    Console console = Console.plain(nowhere, nowhere, InstantSource.system());
    return Ringside.commandLine(console, Interruption.never());
  }
}
