package dev.ringside.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.cli.demo.BundledRecording;
import dev.ringside.cli.demo.DemoRecording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConvertCommandTest {

  @TempDir private Path folder;

  /** What is in the traces is in the container: ranks, groups, sizes, calls, the span. */
  @Test
  void aContainerHoldsWhatTheTracesHold() throws IOException {
    try (DemoRecording demo = DemoRecording.unpack(BundledRecording.TRANSFORMERS_TP2)) {
      Path out = folder.resolve("calls.avro");

      Cli made = convert(demo, out);
      Cli again = convert(demo, folder.resolve("again.avro"));

      assertThat(made.exit()).as(made.err()).isZero();
      assertThat(made.err()).contains("wrote 1,088 calls in ");
      assertThat(out).hasSameBinaryContentAs(folder.resolve("again.avro"));
      assertThat(again.exit()).isZero();
      JsonNode traces = inspected(demo.traces().toArray(Path[]::new));
      JsonNode container = inspected(out);
      assertThat(container.at("/groups/0/by_collective"))
          .isEqualTo(traces.at("/groups/0/by_collective"));
      assertThat(container.at("/groups/0/ranks")).isEqualTo(traces.at("/groups/0/ranks"));
      assertThat(container.at("/coverage/calls")).isEqualTo(traces.at("/coverage/calls"));
      assertThat(container.at("/coverage/ranks")).isEqualTo(traces.at("/coverage/ranks"));
      assertThat(Files.size(out)).isLessThan(Files.size(demo.traces().get(0)));
    }
  }

  @Test
  void aContainerCanBeConvertedAgain() throws IOException {
    try (DemoRecording demo = DemoRecording.unpack(BundledRecording.TRANSFORMERS_TP2)) {
      Path once = folder.resolve("once.avro");
      Path twice = folder.resolve("twice.avro");
      convert(demo, once);

      Cli cli = Cli.run("convert", once.toString(), "--out", twice.toString());

      assertThat(cli.exit()).as(cli.err()).isZero();
      assertThat(inspected(twice).get("groups")).isEqualTo(inspected(once).get("groups"));
    }
  }

  @Test
  void whatCannotBeReadLeavesNoFile() throws IOException {
    Path damaged = Files.writeString(folder.resolve("rank0.json"), "{\"traceEvents\": [");
    Path out = folder.resolve("calls.avro");

    Cli cli = Cli.run("convert", damaged.toString(), "--out", out.toString());
    Cli nowhere = Cli.run("convert", damaged.toString(), "--out", "no/such/folder/calls.avro");

    assertThat(cli.exit()).isEqualTo(2);
    assertThat(cli.errLines()).singleElement().asString().contains("breaks off");
    assertThat(out).doesNotExist();
    assertThat(nowhere.exit()).isEqualTo(2);
    assertThat(nowhere.errLines()).singleElement().asString().contains("--out");
  }

  private static Cli convert(DemoRecording demo, Path out) {
    return Cli.run(
        "convert",
        demo.traces().get(0).toString(),
        demo.traces().get(1).toString(),
        "--out",
        out.toString());
  }

  private static JsonNode inspected(Path... files) {
    String[] arguments = new String[files.length + 3];
    arguments[0] = "inspect";
    for (int i = 0; i < files.length; i++) {
      arguments[1 + i] = files[i].toString();
    }
    arguments[files.length + 1] = "--format";
    arguments[files.length + 2] = "json";
    return Cli.run(arguments).json();
  }
}
