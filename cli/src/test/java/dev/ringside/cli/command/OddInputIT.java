package dev.ringside.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.ringside.cli.demo.BundledRecording;
import dev.ringside.cli.demo.DemoRecording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Law: whatever is where a command expects a file, it ends soon, with one clear line on stderr and
 * an exit code that is not "internal error"; no byte of the file controls the terminal.
 *
 * <p>No broker is needed: {@code nonsense} is refused as soon as a command gets as far as that.
 */
@EnabledOnOs({OS.LINUX, OS.MAC})
class OddInputIT {

  private static final Duration LIMIT = Duration.ofSeconds(40);
  private static final String ODD = "{odd}";

  @TempDir private static Path folder;
  private static OddFiles odd;
  private static DemoRecording sound;

  @BeforeAll
  static void layOut() throws Exception {
    odd = OddFiles.in(folder);
    sound = DemoRecording.unpack(BundledRecording.TRANSFORMERS_TP2);
  }

  @AfterAll
  static void remove() throws IOException {
    odd.close();
    sound.close();
  }

  /** Every place of the command line that takes a file to read. */
  static Stream<List<String>> commands() {
    String deployment = sound.deployment().toString();
    return Stream.of(
        List.of("replay", ODD, "--deployment=none", "--brokers=nonsense"),
        List.of("replay", sound.folder().toString(), "--deployment", ODD, "--brokers=nonsense"),
        List.of("replay", sound.folder().toString(), "--deployment", ODD),
        List.of("calibrate", ODD),
        List.of("calibrate", sound.folder().toString(), "--deployment", ODD),
        List.of("plan", "--tensor=2", "--model", ODD),
        List.of("plan", "--tensor=2", "--model=llama-3.1-8b", "--gpu=h100", "--fabric", ODD),
        List.of("plan", "--tensor=2", "--model=llama-3.1-8b", "--draft-model", ODD),
        List.of("advise", "--gpus=2", "--model", ODD),
        List.of("advise", "--gpus=2", "--model=llama-3.1-8b", "--gpu=h100", "--fabric", ODD),
        List.of("simulate", "--scenario", ODD),
        List.of("demo", "--scenario", ODD),
        List.of("deploy", ODD, "--brokers=nonsense"),
        List.of("deploy", deployment, "--brokers=nonsense", "--client-properties", ODD),
        List.of("topics", "--brokers=nonsense", "--client-properties", ODD));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void anyFileEndsInAClearLine(List<String> command) {
    odd.paths().forEach((what, path) -> endsInAClearLine(what, put(command, path)));
  }

  /** A reader that believes the beginning may fail in the middle. */
  @ParameterizedTest
  @ValueSource(strings = {"deployment.yaml", "config.json", "rank0.pt.trace.json.gz", "calls.avro"})
  void aDamagedFileEndsInAClearLine(String name) throws IOException {
    Path damaged = Files.createDirectories(folder.resolve("damaged")).resolve(name);
    Path whole = sound.folder().resolve(name);
    if (name.equals("calls.avro")) {
      whole = RecordedContainer.write(folder.resolve("whole.avro"));
    }
    byte[] bytes = Files.readAllBytes(whole);
    Random random = new Random(name.hashCode());
    for (int round = 0; round < 40; round++) {
      Files.write(damaged, damaged(bytes, random));
      for (List<String> command : readersOf(damaged)) {
        endsInAClearLine(name + " round " + round, command);
      }
      Files.delete(damaged);
    }
  }

  private static List<List<String>> readersOf(Path file) {
    String path = file.toString();
    return switch (file.getFileName().toString()) {
      case "deployment.yaml" -> List.of(List.of("deploy", path, "--brokers=nonsense"));
      case "config.json" -> List.of(List.of("plan", "--tensor=2", "--model", path));
      default ->
          List.of(
              List.of("calibrate", path),
              List.of("replay", path, "--deployment=none", "--brokers=nonsense"));
    };
  }

  /** Flipped bytes, a hole, a repeated part, or a part that is missing at the end. */
  private static byte[] damaged(byte[] whole, Random random) {
    byte[] bytes = whole.clone();
    int at = random.nextInt(bytes.length);
    int length = Math.min(1 + random.nextInt(200), bytes.length - at);
    switch (random.nextInt(4)) {
      case 0 -> {
        for (int i = 0; i < 8; i++) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
      }
      case 1 -> Arrays.fill(bytes, at, at + length, (byte) random.nextInt(256));
      case 2 -> System.arraycopy(whole, 0, bytes, at, length);
      default -> bytes = Arrays.copyOf(bytes, at);
    }
    return bytes;
  }

  /** What is to be written is not read: a pipe would block, and a device would be replaced. */
  @ParameterizedTest
  @ValueSource(strings = {"--report-json", "--log-file"})
  void anOutputIsAFileOrRefused(String option) {
    for (String what : List.of("pipe", "socket", "empty folder", "name with NUL", "root")) {
      String path = odd.paths().get(what);
      Cli cli =
          endsInAClearLine(
              what,
              List.of(
                  "replay",
                  sound.folder().toString(),
                  "--deployment=none",
                  "--brokers=nonsense",
                  option,
                  path));
      assertThat(cli.err()).as(what).contains(option);
    }
  }

  /** Picocli would read arguments from the file behind an at sign. */
  @Test
  void noFileOfArgumentsIsRead() {
    for (String what : List.of("pipe", "device zero", "empty folder", "ESC.yaml")) {
      String path = odd.paths().get(what);
      Cli cli = endsInAClearLine(what, List.of("plan", "--model=llama-3.1-8b", "@" + path));
      assertThat(cli.err()).as(what).contains("@");
      assertThat(cli.exit()).isEqualTo(2);
    }
  }

  private static List<String> put(List<String> command, String path) {
    return command.stream().map(word -> word.equals(ODD) ? path : word).toList();
  }

  private static Cli endsInAClearLine(String what, List<String> command) {
    Cli cli =
        assertTimeoutPreemptively(
            LIMIT, () -> Cli.run(command.toArray(String[]::new)), () -> what + " hangs " + command);
    String seen = "%s: %s%n%s".formatted(what, command, cli);
    assertThat(cli.exit()).as(seen).isIn(0, 2, 4);
    assertThat(cli.err()).as(seen).doesNotContain("\tat ", "Exception", "internal error", "\u001b");
    assertThat(cli.out()).as(seen).doesNotContain("\u001b");
    assertThat(cli.errLines()).as(seen).allMatch(line -> line.startsWith("ringside: "));
    if (cli.exit() != 0) {
      assertThat(cli.err()).as(seen).isNotBlank().hasSizeLessThan(20_000);
    }
    return cli;
  }
}
