package dev.ringside.ingest.iterations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.ringside.core.iteration.Iteration;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IterationLogTest {

  private static final int CASES = Integer.getInteger("ringside.fuzz", 2_000);

  private static final String FPM =
      "{\"received_at_ns\":1795780937000000001,\"metrics\":{\"version\":1,\"worker_id\":\"w\",\"dp_rank\":1,\"counter_id\":%d,\"wall_time\":%s,\"scheduled_requests\":{\"num_prefill_requests\":%d,\"sum_prefill_tokens\":%d,\"num_decode_requests\":%d}}}\n";

  private static final String VLLM =
      "(APIServer pid=1) INFO 11-27 12:33:45 [loggers.py:199] Engine 003: Iteration(%d): 1 context"
          + " requests, 47 context tokens, 2 generation requests, 6 generation tokens, iteration"
          + " elapsed time: 41.35 ms, CPU KV cache usage: 0.0%%\n";

  @TempDir private Path folder;

  private Path file(String text) {
    try {
      return Files.writeString(folder.resolve("log"), text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Path sample(String path) {
    Path sample =
        Path.of(System.getProperty("ringside.repository"))
            .resolveSibling("shared/samples/recorded")
            .resolve(path);
    assumeThat(Files.exists(sample)).as("sample %s is here", sample).isTrue();
    return sample;
  }

  /** 654 records: 80 heartbeats and 574 passes, of which 65 schedule nothing; no gap. */
  @ParameterizedTest
  @ValueSource(strings = {"sink", "recorder"})
  void readsDynamosRecordsInBothShapes(String shape) throws UnreadableTraceException {
    IterationLog log = IterationLog.read(sample("dynamo_fpm_mocker/" + shape + ".jsonl.gz"));

    assertThat(log.rejected()).isEmpty();
    assertThat(log.heartbeats()).isEqualTo(80);
    assertThat(log.iterations()).hasSize(574);
    assertThat(log.iterations()).filteredOn(Iteration::dummy).hasSize(65);
    assertThat(log.missing()).isZero();
    assertThat(log.iterations()).extracting(Iteration::replica).containsOnly(0, 1);
    assertThat(log.iterations())
        .allMatch(it -> it.endNs() > 1_795_780_000_000_000_000L && it.elapsedNs() > 0)
        .allMatch(it -> it.generationRequests() == 0 || it.tokens(true) == Iteration.UNKNOWN);
  }

  @Test
  void bothShapesSayTheSame() throws UnreadableTraceException {
    IterationLog sink = IterationLog.read(sample("dynamo_fpm_mocker/sink.jsonl.gz"));
    IterationLog recorder = IterationLog.read(sample("dynamo_fpm_mocker/recorder.jsonl.gz"));

    assertThat(tokens(sink)).isEqualTo(tokens(recorder));
  }

  private static List<String> tokens(IterationLog log) {
    return log.iterations().stream()
        .map(it -> it.replica() + "/" + it.number() + ": " + it.tokens(false))
        .sorted()
        .toList();
  }

  @Test
  void readsVllmsLinesAmongAllOthers() throws UnreadableTraceException {
    IterationLog log = IterationLog.read(sample("vllm_server_0.32/server.log"));

    assertThat(log.iterations()).hasSize(24);
    assertThat(log.rejected()).isEmpty();
    assertThat(log.missing()).isZero();
    assertThat(log.iterations().get(1))
        .isEqualTo(new Iteration("", 0, 1, -1, 41_350_000, 2, 94, 0, 0, false));
    assertThat(log.iterations().get(23).tokens(true)).isEqualTo(2);
  }

  @Test
  void numbersThatAreMissingAreCounted() throws UnreadableTraceException {
    IterationLog log =
        IterationLog.read(file(VLLM.formatted(0) + "INFO other\n" + VLLM.formatted(4)));

    assertThat(log.missing()).isEqualTo(3);
    assertThat(log.iterations().get(1))
        .isEqualTo(new Iteration("", 3, 4, -1, 41_350_000, 1, 47, 2, 6, false));
    assertThat(log.iterations().get(1).logitRows()).isEqualTo(3);
  }

  @Test
  void aRestartIsNoGapAndSamplingMakesNone() throws UnreadableTraceException {
    assertThat(IterationLog.read(file(VLLM.formatted(9) + VLLM.formatted(0))).missing()).isZero();

    String sampled =
        "{\"event\":{\"capture_mode\":\"sampled\",\"fpm\":{\"version\":1,\"worker_id\":\"w\","
            + "\"dp_rank\":0,\"counter_id\":%d,\"wall_time\":0.0}}}\n";
    IterationLog log = IterationLog.read(file(sampled.formatted(1) + sampled.formatted(9)));
    assertThat(log.missing()).isZero();
    assertThat(log.heartbeats()).isEqualTo(2);
  }

  @Test
  void damagedRecordsAreCountedByReason() throws UnreadableTraceException {
    IterationLog log =
        IterationLog.read(
            file(
                FPM.formatted(1, "0.01", 1, 5, 2)
                    + "{\"metrics\n"
                    + "{}\n"
                    + "{\"metrics\":{\"version\":2}}\n"
                    + FPM.formatted(2, "0.01", -1, 5, 2)
                    + FPM.formatted(3, "-1", 1, 5, 2)));

    assertThat(log.iterations()).singleElement().extracting(it -> it.tokens(false)).isEqualTo(7L);
    assertThat(log.rejected())
        .hasToString("{negative_count=2, no_metrics=1, not_json=1, unknown_version=1}");
  }

  @Test
  void aFileOfAnotherKindIsOneLine() {
    assertThatThrownBy(() -> IterationLog.read(file("hello\n")))
        .isInstanceOf(UnreadableTraceException.class)
        .hasMessageContaining("has no iteration: expected Dynamo's");
  }

  @Test
  void damageOfAnyKindEndsInTheDeclaredErrorOnly() throws IOException {
    Random random = new Random(5);
    byte[] whole =
        (FPM.formatted(1, "0.5", 1, 5, 2) + FPM.formatted(2, "0.0", 0, 0, 0) + VLLM.formatted(7))
            .getBytes(StandardCharsets.UTF_8);
    Path file = folder.resolve("fuzzed");
    for (int i = 0; i < CASES; i++) {
      byte[] bytes = whole.clone();
      for (int flips = 1 + random.nextInt(6); flips > 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      Files.write(file, Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length)));
      try {
        IterationLog.read(file);
      } catch (UnreadableTraceException expected) {
        assertThat(expected.getMessage()).doesNotContain("\n");
      }
    }
  }
}
