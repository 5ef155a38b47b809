package dev.ringside.ingest.kineto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.ingest.recording.RankTrace;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens to a file: it is read, or refused in one line; nothing else. */
class DamagedTraceProperties {

  private static final String METADATA =
      ",\"In msg nelems\":4096,\"Out msg nelems\":8192,\"Group size\":2,\"dtype\":\"BFloat16\","
          + "\"Process Group Name\":\"5\",\"Process Group Ranks\":\"[2, 3]\",\"Rank\":1,"
          + "\"Global rank start\":2,\"Global rank stride\":1,\"Seq\":4";

  private static final String TELLING = "0123456789-.eE{}[],:\"\\ntf";

  /** Damaged inputs a seed; more with {@code -Dringside.fuzz=N}. */
  private static final int ROUNDS = Integer.getInteger("ringside.fuzz", 500);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void changedBytesNeverSurprise(long seed) {
    Random random = new Random(seed);
    byte[] sound = trace().text().getBytes(UTF_8);
    int read = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] damaged = sound.clone();
      for (int change = random.nextInt(1, 4); change > 0; change--) {
        damaged[random.nextInt(damaged.length)] = damage(random, damaged);
      }
      Path file = TraceText.write(folder.resolve("rank0.json"), damaged);
      read += outcomeOf(file).isPresent() ? 1 : 0;
    }
    assertThat(read).as("traces still read").isBetween(ROUNDS / 17, ROUNDS - ROUNDS / 17);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12})
  void changedArchivesNeverSurprise(long seed) throws Exception {
    Random random = new Random(seed);
    Path file = folder.resolve("rank0.json.gz");
    byte[] sound = Files.readAllBytes(trace().writeTo(file));
    for (int round = 0; round < 250; round++) {
      byte[] damaged = sound.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      Files.write(file, damaged);
      outcomeOf(file);
    }
  }

  private static byte damage(Random random, byte[] text) {
    return random.nextBoolean()
        ? (byte) TELLING.charAt(random.nextInt(TELLING.length()))
        : text[random.nextInt(text.length)];
  }

  private static Optional<RankTrace> outcomeOf(Path file) {
    try {
      Optional<RankTrace> trace = Kineto.readAny(file);
      trace.ifPresent(DamagedTraceProperties::requireOrder);
      return trace;
    } catch (UnreadableTraceException e) {
      assertThat(e.getMessage()).startsWith(file + ": ").doesNotContain("\n");
      return Optional.empty();
    }
  }

  private static void requireOrder(RankTrace trace) {
    for (int row = 1; row < trace.calls().size(); row++) {
      assertThat(trace.calls().startNs(row)).isGreaterThanOrEqualTo(trace.calls().startNs(row - 1));
      assertThat(trace.calls().durationNs(row)).isNotNegative();
    }
  }

  private static TraceText trace() {
    return TraceText.of(2, 4)
        .allReduce("10.5", "2.25", 512)
        .gloo("send", "11.5", "2.25", 512)
        .hostRecord(7, "allreduce", METADATA)
        .hostRecord(8, "send", METADATA)
        .launch("cudaLaunchKernelExC", 8, 90)
        .kernel("ncclDevKernel_AllReduce_Sum_bf16_RING_LL(x)", "\"External id\":7")
        .kernel("ncclDevKernel_SendRecv(x)", "\"correlation\":90")
        .kernel("ncclDevKernel_Generic(x)", "\"External id\":9")
        .after("hip_runtime_version", "70253211");
  }
}
