package dev.ringside.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.cli.doctor.Diagnosis.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoctorTest {

  private static final String PLUGIN = "/opt/libnccl-profiler-inspector.so";

  /** A machine made up by a test. */
  private static final class MadeUp implements Node {

    private final Map<String, String> environment = new HashMap<>();
    private final Set<String> files = new HashSet<>(Set.of(PLUGIN, "/run/chrony/chronyd.pid"));
    private final Map<String, List<String>> folders = new HashMap<>();
    private String command = "";
    private List<Path> libraries = List.of(Path.of("/usr/lib/libnccl.so.2.30.7"));
    private long free = 1L << 40;

    /** As the block that the doctor prints sets it. */
    static MadeUp healthy() {
      MadeUp node = new MadeUp();
      node.command = "vllm serve m --disable-custom-all-reduce --enforce-eager";
      Doctor.environmentBlock(PLUGIN, "/dump")
          .lines()
          .map(line -> line.replace("export ", "").split("=", 2))
          .forEach(entry -> node.environment.put(entry[0], entry[1]));
      node.environment.put("VLLM_ALLREDUCE_USE_SYMM_MEM", "0");
      return node;
    }

    @Override
    public Map<String, String> environment() {
      return environment;
    }

    @Override
    public List<Running> processes() {
      return command.isEmpty()
          ? List.of()
          : List.of(
              new Running(7, command, environment, libraries),
              new Running(8, command + " worker", environment, libraries));
    }

    @Override
    public boolean exists(Path path) {
      return files.contains(path.toString());
    }

    @Override
    public boolean isWritableFolder(Path path) {
      return false;
    }

    @Override
    public List<String> names(Path folder) {
      return folders.getOrDefault(folder.toString(), List.of());
    }

    @Override
    public OptionalLong freeBytes(Path path) {
      return OptionalLong.of(free);
    }

    @Override
    public boolean accepts(String host, int port) {
      return host.equals("kafka") && port == 9092;
    }
  }

  private static List<Diagnosis> bad(MadeUp node, String brokers) {
    return new Doctor(node)
        .examine(brokers).stream().filter(one -> one.level() != Level.OK).toList();
  }

  private static void assertOnly(MadeUp node, Level level, String text) {
    assertThat(bad(node, ""))
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.level()).isEqualTo(level);
              assertThat(one.text()).contains(text);
            });
  }

  @Test
  void aNodeWithTheBlockThatItPrintsIsWell() {
    assertThat(bad(MadeUp.healthy(), "kafka:9092")).isEmpty();
  }

  /** Each variable that is wrong is found, and nothing else is blamed. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NCCL_PROFILER_PLUGIN | | PROBLEM | loads no profiler",
        "NCCL_PROFILER_PLUGIN | /no/such.so | PROBLEM | no such file",
        "NCCL_INSPECTOR_ENABLE | 0 | PROBLEM | does nothing",
        "NCCL_INSPECTOR_ENABLE_P2P | 0 | PROBLEM | sends and receives",
        "NCCL_INSPECTOR_DUMP_THREAD_INTERVAL_MICROSECONDS | -1 | PROBLEM | nothing is ever written",
        "NCCL_INSPECTOR_DUMP_THREAD_INTERVAL_MICROSECONDS | | PROBLEM | means -1",
        "NCCL_INSPECTOR_DUMP_MIN_SIZE_BYTES | | PROBLEM | means 8192",
        "NCCL_INSPECTOR_DUMP_MIN_SIZE_BYTES | 4096 | PROBLEM | is 4,096",
        "NCCL_INSPECTOR_DUMP_COLL_RING_SIZE | 1024 | NOTE | more than 2,048 calls a second",
        "NCCL_INSPECTOR_PROM_DUMP | 1 | PROBLEM | no calls",
        "NCCL_INSPECTOR_DUMP_VERBOSE | 0 | NOTE | dump interval only",
        "NCCL_INSPECTOR_REQUIRE_KERNEL_TIMING | 1 | NOTE | dropped without a word",
        "NCCL_INSPECTOR_DUMP_DIR | | NOTE | working folder",
        "VLLM_ALLREDUCE_USE_SYMM_MEM | 1 | NOTE | symmetric memory may carry",
        "VLLM_USE_NCCL_SYMM_MEM | 1 | NOTE | symmetric kernels are on"
      })
  void findsEachVariableThatIsWrong(String name, String value, Level level, String text) {
    MadeUp node = MadeUp.healthy();
    if (value == null) {
      node.environment.remove(name);
    } else {
      node.environment.put(name, value);
    }

    assertOnly(node, level, text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/usr/lib/libnccl.so.2.27.5 | PROBLEM | has no Inspector",
        "/usr/lib/libnccl.so.2.31.2 | PROBLEM | by a tenth",
        "/usr/lib/libnccl.so.2.29.7 | NOTE    | most calls are lost",
        "/usr/lib/libnccl.so.2      | NOTE    | could not be seen"
      })
  void judgesNcclsRelease(String library, Level level, String text) {
    MadeUp node = MadeUp.healthy();
    node.libraries = List.of(Path.of(library));

    assertOnly(node, level, text);
  }

  @Test
  void knowsNcclsReleaseByItsWheel() {
    MadeUp node = MadeUp.healthy();
    node.libraries = List.of(Path.of("/venv/nvidia/nccl/lib/libnccl.so.2"));
    node.folders.put("/venv", List.of("numpy", "nvidia_nccl_cu12-2.31.2.dist-info"));

    assertOnly(node, Level.PROBLEM, "2.31.2");
  }

  @Test
  void saysWhatHidesCalls() {
    MadeUp node = MadeUp.healthy();
    node.command = "python -m sglang.launch_server --model-path m";

    assertThat(bad(node, ""))
        .extracting(Diagnosis::text)
        .hasSize(2)
        .anyMatch(text -> text.startsWith("pid 7: custom all-reduce is on"))
        .anyMatch(text -> text.startsWith("pid 7: CUDA graphs are on"));
  }

  @Test
  void findsAFullDiskAFolderOfAnotherUserAndAClockThatNobodyKeeps() {
    MadeUp full = MadeUp.healthy();
    full.free = 100 << 20;
    assertOnly(full, Level.PROBLEM, "100 MiB are free");

    MadeUp foreign = MadeUp.healthy();
    foreign.files.add("/dump");
    assertOnly(foreign, Level.PROBLEM, "/dump cannot be written");

    MadeUp adrift = MadeUp.healthy();
    adrift.files.remove("/run/chrony/chronyd.pid");
    assertOnly(adrift, Level.NOTE, "keeps the time");
  }

  @Test
  void triesEveryBroker() {
    assertThat(bad(MadeUp.healthy(), "kafka:9092, other:9092,nonsense"))
        .extracting(Diagnosis::text)
        .containsExactly(
            "other:9092 accepts no connection within three seconds",
            "\"nonsense\" is not a host:port");
  }

  @Test
  void withoutAnEngineTheShellIsExamined() {
    MadeUp node = MadeUp.healthy();
    node.command = "";

    assertThat(bad(node, ""))
        .extracting(Diagnosis::text)
        .anyMatch(text -> text.startsWith("no inference engine runs here"))
        .noneMatch(text -> text.contains("loads no profiler"));
  }

  /** Of a process's environment only the variables that are needed are ever kept. */
  @Test
  void looksAtNoSecret(@TempDir Path proc) throws Exception {
    Path process = Files.createDirectory(proc.resolve("4242"));
    Files.write(process.resolve("cmdline"), "vllm\0serve\0m\0".getBytes(StandardCharsets.UTF_8));
    Files.write(
        process.resolve("environ"),
        "HF_TOKEN=hf_secret\0NCCL_DEBUG=INFO\0PATH=/bin\0".getBytes(StandardCharsets.UTF_8));
    Files.writeString(
        process.resolve("maps"), "7f00-7f01 r-xp 0 08:01 1   /usr/lib/libnccl.so.2.30.7\n");
    Files.createDirectory(proc.resolve("self"));

    assertThat(new LocalNode(proc, Map.of()).processes())
        .containsExactly(
            new Node.Running(
                4242,
                "vllm serve m",
                Map.of("NCCL_DEBUG", "INFO"),
                List.of(Path.of("/usr/lib/libnccl.so.2.30.7"))));
  }
}
