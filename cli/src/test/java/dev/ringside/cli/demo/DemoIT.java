package dev.ringside.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.cli.console.Console;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** The bundled recordings of vLLM through Kafka and the job: what each of them shows. */
class DemoIT {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private WindowReport run(BundledRecording recording) throws Exception {
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    return new Demo(recording, Console.plain(stream, stream, InstantSource.system())).run();
  }

  private String shown() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aRunWithNothingWrongMatches() throws Exception {
    WindowReport report = run(BundledRecording.VLLM_TP2PP2);

    assertThat(report.verdict()).isEqualTo(Verdict.MATCH);
    assertThat(shown())
        .contains("vllm-tp2pp2: vLLM 0.32.0", "3 prefill, 11 decode, 0 incomplete", "rebuild")
        .doesNotContain("deviation", "missing", "unexpected");
  }

  /** The scatter before the experts of a pass of one token has no gather: three layers of MoE. */
  @Test
  void theBugInPassesOfOneTokenIsCaught() throws Exception {
    WindowReport report = run(BundledRecording.DEEPSEEK_ONE_TOKEN);

    assertThat(report.verdict()).isEqualTo(Verdict.DEVIATION);
    assertThat(shown().lines().filter(line -> line.matches(".*(missing|deviation|unexpected) *$")))
        .hasSize(4)
        .allMatch(line -> line.contains("AllGather") && line.contains("decode"));
    assertThat(report.findings())
        .filteredOn(finding -> finding.kind().equals("known_fault"))
        .isNotEmpty()
        .allSatisfy(finding -> assertThat(finding.evidence()).containsEntry("id", "vllm#50691"));
    assertThat(shown())
        .contains("vllm#50691, a known fault of the engine, shows in ")
        .contains("each lacks 3 AllGather on every rank")
        .contains("What to do: serve without --enable-expert-parallel");
  }
}
