package dev.ringside.cli.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.cli.demo.BundledRecording;
import dev.ringside.cli.demo.DemoRecording;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A machine that is too small for the input is said in one line, with exit code 2. */
class ShortageIT {

  @TempDir private Path folder;

  @Test
  void aTraceThatDoesNotFitIntoMemory() throws Exception {
    Path trace = hugeTrace(folder.resolve("rank0.json.gz"));
    for (List<String> command :
        List.of(
            List.of("calibrate", trace.toString()),
            List.of("replay", trace.toString(), "--deployment=none", "--brokers=127.0.0.1:1"))) {
      Path own = Files.createDirectory(folder.resolve(command.get(0)));
      try (RingsideProcess reads =
          RingsideProcess.withOptions(own, List.of("-Xmx40m"), command.toArray(String[]::new))) {
        assertThat(reads.exitCode()).as(reads.err()).isEqualTo(2);
        assertThat(reads.err().lines().toList())
            .last()
            .asString()
            .contains("not enough memory for this input: the heap is", "RINGSIDE_JAVA_OPTS=-Xmx4g");
        assertThat(reads.err()).doesNotContain("\tat ", "Exception");
      }
    }
  }

  /** Some 30 bytes a call are kept; the file itself is small. */
  private static Path hugeTrace(Path file) throws IOException {
    try (Writer json =
        new OutputStreamWriter(
            new GZIPOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8)) {
      json.write("{\"distributedInfo\": {\"backend\": \"nccl\", \"rank\": 0, \"world_size\": 2},");
      json.write("\"traceEvents\": [");
      for (int call = 0; call < 2_000_000; call++) {
        json.write(
            """
            {"ph": "X", "cat": "kernel", "name": "ncclDevKernel_AllReduce_Sum_bf16_RING_LL",\
             "ts": %d, "dur": 5, "args": {"Collective name": "allreduce", "In msg nelems": 4096,\
             "Out msg nelems": 4096, "Group size": 2, "dtype": "BFloat16",\
             "Process Group Name": "1", "Process Group Ranks": "[0, 1]"}},
            """
                .formatted(call * 10L));
      }
      json.write("{}]}");
    }
    return file;
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void anOutputThatIsFull() throws Exception {
    Files.createSymbolicLink(folder.resolve("out"), Path.of("/dev/full"));
    try (RingsideProcess plan =
        RingsideProcess.start(folder, "plan", "--model=llama-3.1-8b", "--tensor=2")) {
      assertThat(plan.exitCode()).as(plan.err()).isEqualTo(2);
      assertThat(plan.err().lines())
          .singleElement()
          .asString()
          .contains("the output cannot be written: No space left on device");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "replay", "simulate"})
  void aTemporaryFolderThatCannotBeWritten(String command) throws Exception {
    try (DemoRecording recording = DemoRecording.unpack(BundledRecording.TRANSFORMERS_TP2);
        RingsideProcess process =
            RingsideProcess.withTemporaryFolder(
                folder,
                Files.writeString(folder.resolve("no-folder"), "a file"),
                switch (command) {
                  case "demo" -> new String[] {"demo", "--exit"};
                  case "replay" ->
                      new String[] {
                        "replay",
                        recording.traces().get(0).toString(),
                        recording.traces().get(1).toString(),
                        "--deployment=" + recording.deployment()
                      };
                  default ->
                      new String[] {
                        "simulate",
                        "--scenario=clean",
                        "--duration=1s",
                        "--out=" + folder + "/simulated"
                      };
                })) {
      assertThat(process.exitCode()).as(process.err()).isEqualTo(2);
      assertThat(process.err().lines())
          .singleElement()
          .asString()
          .contains("temporary", "no-folder", "cannot be written", "-Djava.io.tmpdir=");
    }
  }
}
