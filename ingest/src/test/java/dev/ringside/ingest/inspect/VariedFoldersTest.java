package dev.ringside.ingest.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringside.ingest.files.RecordingFiles;
import dev.ringside.ingest.recording.ReadProgress;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The samples as they lie elsewhere: packed, nested, renamed, with other line ends and in another
 * order, beside files of other kinds. What is in them stays the same.
 */
class VariedFoldersTest {

  private static final Path SAMPLES =
      Path.of(System.getProperty("ringside.repository", "..")).resolve("../shared/samples");

  @TempDir Path folder;

  /** How files are put elsewhere. */
  private enum Variation {
    PACKED,
    NESTED,
    RENAMED,
    BESIDE_OTHERS,
    OTHER_LINE_ENDS,
    SHUFFLED,
    LAUNCHED
  }

  @ParameterizedTest
  @CsvSource({
    "insp40-ring-loss, PACKED",
    "insp40-ring-loss, NESTED",
    "insp-channel-skew, RENAMED",
    "insp-channel-skew, OTHER_LINE_ENDS",
    "insp43-two-dialects, PACKED",
    "dd-flat-dialect, SHUFFLED",
    "dd-flat-dialect, BESIDE_OTHERS",
    "accl-jsonl, PACKED",
    "accl-jsonl, NESTED",
    "fr-batched-p2p, PACKED",
    "fr-batched-p2p, NESTED",
    "fr-batched-p2p, BESIDE_OTHERS",
    "ras-polls/desync, RENAMED",
    "ras-polls/desync, PACKED",
    "ras-polls/lost, BESIDE_OTHERS",
    "ras-polls/symmetric, NESTED",
    "ray-dedup, PACKED",
    "ray-dedup, OTHER_LINE_ENDS",
    "nccl-2.32-log, OTHER_LINE_ENDS",
    "nccl-2.32-log, LAUNCHED",
    "nccl-2.32-log, PACKED",
    "example-kernelch, PACKED",
    "example-kernelch, NESTED",
    "rccl-ticks/before_fix, RENAMED",
    "rccl-ticks/after_fix, PACKED"
  })
  void theAnswerIsTheSame(String sample, Variation variation) throws Exception {
    Path original = sample(sample);
    Random random = new Random(20_261_128);
    for (Path file : recordings(original)) {
      vary(file, variation, random);
    }

    assertThat(answer(folder)).isEqualTo(answer(original));
  }

  @ParameterizedTest
  @CsvSource({
    "../field-kineto/k16, exact, published",
    "rccl-ticks, after_fix, before_fix",
    "../third-party/flight_recorder_nvrx, gpu_error_1st, lock_gil_1st"
  })
  void foldersSideBySideAreInspectedEachByItself(String sample, String first, String second)
      throws Exception {
    Inspection parent = inspect(sample(sample));

    assertThat(parent.recordings())
        .extracting(one -> one.folder().getFileName().toString())
        .containsExactly(first, second);
    for (Inspection.Recording one : parent.recordings()) {
      Inspection alone = inspect(sample(sample).resolve(one.folder().getFileName()));
      assertThat(one.inspection().groups()).isEqualTo(alone.groups());
      assertThat(one.inspection().coverage()).isEqualTo(alone.coverage());
      assertThat(one.inspection().suspects()).isEqualTo(alone.suspects());
      assertThat(one.inspection().findings()).hasSameSizeAs(alone.findings());
    }
  }

  /** The log of a job, taken apart as {@code NCCL_DEBUG_FILE} with {@code %p} does. */
  @Test
  void aLogTakenApartByProcessIsTheSameJob() throws Exception {
    Path log = sample("nccl-2.32-log").resolve("synthetic_2.32.3.log");
    for (String process : List.of("100", "101")) {
      List<String> lines =
          Files.readAllLines(log).stream()
              .filter(line -> line.contains("node1:" + process))
              .toList();
      Files.write(folder.resolve("nccl." + process + ".log"), lines);
    }
    Inspection inspection = inspect(folder);

    assertThat(inspection.coverage().ranks()).containsExactly(0, 1);
    assertThat(inspection.groups())
        .singleElement()
        .satisfies(
            group -> {
              assertThat(group.name()).isEqualTo("0xabc");
              assertThat(group.ranks()).containsExactly(0, 1);
              assertThat(group.calls()).isEqualTo(2);
            });
  }

  @Test
  void theOtherRankIsStillThere() throws Exception {
    Path one = sample("accl-jsonl");
    for (Path file : recordings(one)) {
      if (file.getFileName().toString().contains("rank1")) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    Inspection inspection = inspect(folder);

    assertThat(inspection.coverage().ranks()).containsExactly(1);
    assertThat(inspection.coverage().calls()).isEqualTo(4);
  }

  /** The desynchronised job's Inspector knows its communicator by the first digits of its hash. */
  @Test
  void rasAndTheInspectorSpeakOfOneGroup() throws Exception {
    for (Path file : recordings(sample("ras-polls/desync"))) {
      Files.copy(file, folder.resolve(file.getFileName()));
    }
    for (int rank = 0; rank < 8; rank++) {
      Files.writeString(
          folder.resolve("10.0.0.1-pid%d.log".formatted(3200 + rank)),
          """
          {"header":{"id":"0xfa93daea854b06","comm_name":"ep:0","rank":%d,"n_ranks":8,"nnodes":1},\
          "metadata":{"inspector_output_format_version":"v4.0","dump_timestamp_us":1763978400000000,\
          "hostname":"10.0.0.1","pid":%d},"coll_perf":{"coll":"AllGather","coll_sn":0,\
          "coll_msg_size_bytes":4096,"coll_exec_time_us":9,"coll_timing_source":"kernel_gpu"}}
          """
              .formatted(rank, 3200 + rank));
    }
    Inspection inspection = inspect(folder);

    assertThat(inspection.groups())
        .singleElement()
        .satisfies(
            group -> {
              assertThat(group.name()).isEqualTo("ep:0");
              assertThat(group.calls()).isEqualTo(8);
              assertThat(group.guess().parallelism()).isEqualTo("ep");
            });
    assertThat(inspection.suspects()).extracting(suspect -> suspect.rank()).contains(0, 7);
  }

  private static Path sample(String name) {
    Path sample = SAMPLES.resolve("field").resolve(name);
    assumeTrue(Files.isDirectory(sample), "needs " + sample);
    return sample;
  }

  private static List<Path> recordings(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(
              file -> !file.getFileName().toString().matches("expected.json|formats.json|ORIGIN.*"))
          .sorted()
          .toList();
    }
  }

  private void vary(Path file, Variation variation, Random random) throws IOException {
    String name = file.getFileName().toString();
    Path plain = folder.resolve(file.getParent().getFileName() + "-" + name);
    switch (variation) {
      case PACKED -> pack(file, folder.resolve(inOwnFolder(file)).resolve(name + ".gz"));
      case NESTED -> {
        Path deep = Files.createDirectories(folder.resolve("2026/11/28/job-7"));
        Files.copy(file, deep.resolve(name));
      }
      case RENAMED -> Files.copy(file, folder.resolve("of " + random.nextInt(10_000) + " " + name));
      case BESIDE_OTHERS -> {
        Files.copy(file, folder.resolve(name));
        Files.writeString(folder.resolve("notes.txt"), "seen at the desk on Tuesday\n");
        Files.writeString(folder.resolve("config.json"), "{\"hidden_size\": 4096}\n");
        Files.createDirectories(folder.resolve("empty"));
      }
      case OTHER_LINE_ENDS ->
          rewrite(file, folder.resolve(name), text -> text.replace("\n", "\r\n"));
      case SHUFFLED -> {
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        Collections.shuffle(lines, random);
        Files.write(plain.resolveSibling(name), lines);
      }
      case LAUNCHED ->
          rewrite(
              file,
              folder.resolve(name),
              text ->
                  text.replaceAll("(?m)^(?=.)", "2026-11-28T01:02:03.5Z stdout F [1,0]<stdout>:"));
    }
  }

  /** Files of one name in several folders stay apart. */
  private Path inOwnFolder(Path file) throws IOException {
    Path own = folder.resolve(file.getParent().getFileName());
    return Files.createDirectories(own);
  }

  private static void pack(Path file, Path to) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(to))) {
      Files.copy(file, out);
    }
  }

  private static void rewrite(Path file, Path to, UnaryOperator<String> how) throws IOException {
    Files.writeString(
        to,
        how.apply(Files.readString(file, StandardCharsets.ISO_8859_1)),
        StandardCharsets.ISO_8859_1);
  }

  private static Inspection inspect(Path folder) throws Exception {
    return Inspection.of(RecordingFiles.forInspection(List.of(folder)), ReadProgress.SILENT);
  }

  /** All that is said but for names of files. */
  private static Map<String, Object> answer(Path folder) throws Exception {
    Inspection inspection = inspect(folder);
    Map<String, Long> rejected = new TreeMap<>();
    inspection
        .files()
        .forEach(file -> file.rejected().forEach((why, n) -> rejected.merge(why, n, Long::sum)));
    Map<String, Object> answer = new TreeMap<>();
    answer.put("rejected", rejected);
    answer.put("groups", inspection.groups());
    answer.put("waiting", inspection.waiting());
    answer.put("suspects", inspection.suspects());
    answer.put("coverage", inspection.coverage());
    answer.put(
        "files",
        inspection.files().stream()
            .map(file -> file.format() + file.ranks() + file.timing() + file.calls())
            .sorted()
            .toList());
    answer.put(
        "losses",
        inspection.files().stream().flatMap(file -> file.losses().stream()).sorted().toList());
    return answer;
  }
}
