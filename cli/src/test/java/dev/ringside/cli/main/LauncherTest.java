package dev.ringside.cli.main;

import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The launcher script, in a project of its own with a JDK and a Maven that only say what they do.
 */
class LauncherTest {

  private static final String MAVEN =
      """
      #!/bin/bash
      if [[ $1 == -v ]]; then echo "Apache Maven ${FAKE_MAVEN:-3.9.1}"; exit; fi
      echo "maven in $PWD: $*" >&2
      echo "with ${MAVEN_OPTS:-}" >&2
      [[ -z ${FAKE_FAILURE:-} ]] || exit 1
      mkdir -p cli/target/lib
      touch cli/target/cli-1.jar cli/target/lib/core-1.jar
      [[ "$*" == *benchmarks* ]] || exit 0
      mkdir -p benchmarks/target/lib
      touch benchmarks/target/benchmarks-1.jar benchmarks/target/lib/kafka-streams-1.jar
      touch benchmarks/target/benchmarks-1-tests.jar benchmarks/target/lib/schemas-1-tests.jar
      """;

  @TempDir private Path folder;
  private Path project;
  private Path jdk;
  private Path tools;

  @BeforeEach
  void layOut() throws IOException {
    project = Files.createDirectory(folder.resolve("project"));
    Path script = Path.of(System.getProperty("ringside.repository"), "ringside");
    Files.copy(script, project.resolve("ringside"));
    Files.writeString(project.resolve("pom.xml"), "<project/>");
    Files.createDirectories(project.resolve("core/src/main"));
    jdk = jdk("17.0.15");
    tools = Files.createDirectory(folder.resolve("tools"));
    program(tools.resolve("mvn"), MAVEN);
  }

  private Path jdk(String version) throws IOException {
    Path home = Files.createDirectories(folder.resolve("jdk-" + version));
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    program(home.resolve("bin/java"), "#!/bin/bash\necho \"java $*\"\n");
    program(home.resolve("bin/javac"), "#!/bin/bash\n");
    return home;
  }

  private static void program(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, fromString("rwxr-xr-x"));
  }

  @Test
  void buildsOnFirstUseThenRuns() throws Exception {
    Run run = run("version");

    assertThat(run.exit()).as(run.text()).isZero();
    assertThat(run.text()).contains("building", "maven in " + project, "package");
    assertThat(run.text())
        .contains("/cli/target/cli-1.jar:", "/cli/target/lib/core-1.jar", "RingsideMain version");
  }

  @Test
  void buildsAgainOnlyWhenASourceIsNewer() throws Exception {
    run("version");
    assertThat(run("version").text()).doesNotContain("maven");

    Path source = Files.writeString(project.resolve("core/src/main/New.java"), "class New {}");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(2)));
    assertThat(run("version").text()).contains("maven in");
  }

  @Test
  void aFailedBuildIsSaidAndTriedAgain() throws Exception {
    Run failed = run(Map.of("FAKE_FAILURE", "yes"), project.resolve("ringside"), "demo");
    assertThat(failed.exit()).isEqualTo(1);
    assertThat(failed.text()).contains("the build failed").doesNotContain("RingsideMain");

    assertThat(run("demo").exit()).isZero();
  }

  @Test
  void aCheckoutThatCannotBeBuiltInPlaceIsOneLine() throws Exception {
    Path inTheWay = project.resolve("core/target");
    Files.writeString(
        inTheWay, "not a folder, so nothing can be written into it, not even by root");
    Run run = run("version");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.text())
        .hasLineCount(1)
        .contains("must be built first", inTheWay + " is not writable");
  }

  @Test
  void anUpToDateCheckoutNeedsNoWriteAccess() throws Exception {
    run("version");
    Files.deleteIfExists(project.resolve("core/target"));
    Files.writeString(project.resolve("core/target"), "not a folder");

    assertThat(run("version").exit()).isZero();
  }

  @Test
  void mavenLeavesNoResetSequencesBehind() throws Exception {
    assertThat(run(Map.of("MAVEN_OPTS", "-Xmx2g"), project.resolve("ringside"), "version").text())
        .contains("with -Djansi.noreset=true -Xmx2g");
  }

  @Test
  void worksThroughSymlinksFromAnywhere() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), project.resolve("ringside"));
    Path again = Files.createSymbolicLink(folder.resolve("again"), Path.of("link"));
    assertThat(link).isSymbolicLink();

    assertThat(run(Map.of(), again, "version").text()).contains("maven in " + project);
  }

  @Test
  void testIsTheReadmesCommand() throws Exception {
    assertThat(run("test", "-pl", "core").text())
        .contains("maven in " + project + ": verify -pl core")
        .doesNotContain("building");
  }

  @Test
  void theFaultMatrixAndTheSoakAreTestsOfTheirOwn() throws Exception {
    assertThat(run("test", "--faults", "-o").text())
        .contains(": verify -DskipTests -Pfaults -pl faults -am -o");
    assertThat(run("test", "--soak", "30").text())
        .contains(": verify -DskipTests -Psoak -pl faults -am -Dfaults.minutes=30");

    Run wrong = run("test", "--soak", "long");
    assertThat(wrong.exit()).isEqualTo(2);
    assertThat(wrong.text()).hasLineCount(1).contains("expected minutes", "'long'");
  }

  @Test
  void benchmarksAreBuiltAndRunOnlyWhenAskedFor() throws Exception {
    assertThat(run("version").text()).doesNotContain("benchmarks");

    assertThat(run("bench", "--rounds", "2").text())
        .contains("maven in " + project, "flink-jobs,exporter,benchmarks package")
        .contains("/benchmarks/target/lib/kafka-streams-1.jar", "BenchMain --rounds 2")
        .contains("/benchmarks/target/lib/schemas-1-tests.jar")
        .doesNotContain("/benchmarks-1-tests.jar")
        .doesNotContain("RingsideMain");
    assertThat(run("bench").text()).doesNotContain("maven");
  }

  @Test
  void theFirstDemoArchivesItsClassesForTheNext() throws Exception {
    assertThat(run("demo").text()).contains("-XX:ArchiveClassesAtExit=");
    Files.writeString(project.resolve("cli/target/ringside.jsa"), "classes");
    assertThat(run("demo").text()).contains("-XX:SharedArchiveFile=");
  }

  @ParameterizedTest
  @CsvSource({"11.0.2, 2", "1.8.0_292, 2", "17, 0", "21.0.1, 0", "25-ea, 0"})
  void needsJavaSeventeen(String version, int exit) throws Exception {
    jdk = jdk(version);
    Run run = run("version");

    assertThat(run.exit()).as(run.text()).isEqualTo(exit);
    if (exit != 0) {
      assertThat(run.text()).contains("Java " + version, "JDK 17 or newer").doesNotContain("maven");
    }
  }

  @Test
  void saysWhenJavaHomeIsWrong() throws Exception {
    jdk = folder.resolve("nowhere");
    Run run = run("version");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.text()).contains("JAVA_HOME", "nowhere").hasLineCount(1);
  }

  @Test
  void saysWhenMavenIsMissingOrTooOld() throws Exception {
    Run old = run(Map.of("FAKE_MAVEN", "3.6.3"), project.resolve("ringside"), "demo");
    assertThat(old.exit()).isEqualTo(2);
    assertThat(old.text()).contains("Maven 3.6.3", "3.8 or newer");
  }

  private Run run(String... arguments) throws Exception {
    return run(Map.of(), project.resolve("ringside"), arguments);
  }

  private Run run(Map<String, String> environment, Path script, String... arguments)
      throws Exception {
    String[] command = new String[2 + arguments.length];
    command[0] = "bash";
    command[1] = script.toString();
    System.arraycopy(arguments, 0, command, 2, arguments.length);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(folder.toFile());
    builder.environment().put("JAVA_HOME", jdk.toString());
    builder.environment().put("PATH", tools + ":" + System.getenv("PATH"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), text);
  }

  private record Run(int exit, String text) {}
}
