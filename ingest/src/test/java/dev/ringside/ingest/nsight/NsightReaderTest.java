package dev.ringside.ingest.nsight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringside.core.collective.CallFlag;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Transport;
import dev.ringside.ingest.recording.FileTraces;
import dev.ringside.ingest.recording.RankTrace;
import dev.ringside.ingest.source.Head;
import dev.ringside.ingest.source.Likelihood;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A database cannot be written as lines, and is too large to be cut at each of its bytes: what
 * {@code TraceReaderContract} asks for is asked here in its own way.
 */
class NsightReaderTest {

  private static final Path SAMPLES =
      Path.of(System.getProperty("ringside.repository", "..")).resolve("../shared/samples");
  private static final long T0 = 60_000_000_000L;

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("report1.sqlite");
  }

  private List<RankTrace> read(Path file) throws UnreadableTraceException {
    return FileTraces.read(new NsightReader(), file, bytes -> {});
  }

  private static CallSignature signature(RankTrace trace, int row) {
    return trace.signatures().get(trace.calls().signature(row));
  }

  private static Path sample(String name) {
    Path path = SAMPLES.resolve("third-party/nsys_sqlite").resolve(name);
    assumeTrue(Files.isRegularFile(path), "needs " + path);
    return path;
  }

  @Test
  void sixtySixKernelsWhoseSizesWereStripped() throws Exception {
    Path file = sample("mfu_2gpu_before.sqlite");
    List<RankTrace> traces = read(file);

    assertThat(new NsightReader().sniff(Head.of(file))).isEqualTo(Likelihood.CERTAIN);
    assertThat(traces).extracting(RankTrace::rank).containsExactly(0, 1);
    assertThat(traces).extracting(trace -> trace.calls().size()).containsExactly(33, 33);
    assertThat(signature(traces.get(0), 0).transport()).isEqualTo(Transport.NCCL);
    assertThat(signature(traces.get(0), 0).hasSize()).isFalse();
    assertThat(traces.get(0).calls().startNs(0)).isEqualTo(1_779_782_362_043_037_030L);
  }

  @Test
  void anExportWithoutCommunicationSaysSo() throws Exception {
    List<RankTrace> traces = read(sample("h100_2gpu_1s.sqlite"));

    assertThat(traces).hasSize(2);
    assertThat(traces)
        .allSatisfy(
            trace -> {
              assertThat(trace.calls().size()).isZero();
              assertThat(trace.remarks()).singleElement().asString().contains("1,721 kernels");
            });
  }

  @Test
  void sizeAndGroupComeFromTheRangeThatLaunchedTheKernel() throws Exception {
    try (NsightExport export = new NsightExport(file())) {
      export.member(0, 5, 8).sized(0, T0 - 1_000, T0 - 100, 16_384).kernel(0, T0, 1);
      export.kernel(0, T0 + 400_000, 2);
    }
    RankTrace trace = read(file()).get(0);
    CallSignature call = signature(trace, 0);

    assertThat(trace.rank()).isEqualTo(5);
    assertThat(trace.worldSize()).hasValue(8);
    assertThat(trace.calls().size()).isEqualTo(1);
    assertThat(trace.calls().durationNs(0)).isEqualTo(300_000);
    assertThat(call.collective()).isEqualTo(Collective.ALL_REDUCE);
    assertThat(call.elements()).isEqualTo(16_384);
    assertThat(CallFlag.BYTES_ONLY.in(call.flags())).isTrue();
    assertThat(call.communicator().name()).isEqualTo("0xfa93daea854b060b");
  }

  /** A group goes out as one kernel when it ends: each of its calls lasts as long as that. */
  @Test
  void callsOfAGroupThatOneKernelCarriesHaveTheirSizes() throws Exception {
    try (NsightExport export = new NsightExport(file())) {
      for (int group = 0; group < 2; group++) {
        long at = T0 + group * 1_000_000L;
        export.range(0, at, at + 10, "ncclGroupStart");
        for (int call = 0; call <= group; call++) {
          export.sized(0, at + 20 + 20 * call, at + 30 + 20 * call, 4_096);
        }
        export.range(0, at + 100, at + 900, "ncclGroupEnd").kernel(0, at + 1_000, 1);
      }
    }
    RankTrace trace = read(file()).get(0);

    assertThat(trace.calls().size()).isEqualTo(3);
    for (int row = 0; row < 3; row++) {
      assertThat(signature(trace, row).elements()).isEqualTo(4_096);
      assertThat(signature(trace, row).collective()).isEqualTo(Collective.ALL_REDUCE);
      assertThat(trace.calls().durationNs(row)).isEqualTo(300_000);
    }
  }

  @Test
  void aGroupIsSharedOutOnlyWhereAllItsCallsAreAlike() throws Exception {
    try (NsightExport export = new NsightExport(file())) {
      for (int group = 0; group < 2; group++) {
        long at = T0 + group * 1_000_000L;
        export.range(0, at, at + 10, "ncclGroupStart");
        export.sized(0, at + 20, at + 30, 4_096).sized(0, at + 40, at + 50, 4_096 << group);
        export.range(0, at + 100, at + 900, "ncclGroupEnd");
        export.kernel(0, at + 1_000, 1).kernel(0, at + 1_100, 1);
      }
    }
    RankTrace trace = read(file()).get(0);

    assertThat(trace.calls().size()).isEqualTo(4);
    assertThat(List.of(signature(trace, 0), signature(trace, 1)))
        .allMatch(call -> call.elements() == 4_096);
    assertThat(List.of(signature(trace, 2), signature(trace, 3))).noneMatch(CallSignature::hasSize);
  }

  /** A hand-over and the next one's receipt: one kernel named after both. */
  @Test
  void sendsAndReceivesOfAGroupAreCallsOfTheirOwn() throws Exception {
    try (NsightExport export = new NsightExport(file())) {
      export.run("INSERT INTO StringIds VALUES (3, 'ncclDevKernel_SendRecv(x)')");
      export.range(0, T0, T0 + 10, "ncclGroupStart");
      export.sized("ncclSend", 0, T0 + 20, T0 + 30, 4_096);
      export.sized("ncclRecv", 0, T0 + 40, T0 + 50, 8_192);
      export.range(0, T0 + 100, T0 + 900, "ncclGroupEnd").kernel(0, T0 + 1_000, 3);
    }
    RankTrace trace = read(file()).get(0);

    assertThat(List.of(signature(trace, 0), signature(trace, 1)))
        .extracting(CallSignature::collective, CallSignature::elements)
        .containsExactly(tuple(Collective.SEND, 4_096L), tuple(Collective.RECV, 8_192L));
  }

  @Test
  void tablesThatAreNotThereAreNotNeeded() throws Exception {
    try (NsightExport export = new NsightExport(file())) {
      export.kernel(0, T0, 1);
      for (String table :
          List.of(
              "NVTX_EVENTS",
              "NVTX_PAYLOAD_SCHEMA_ENTRIES",
              "CUPTI_ACTIVITY_KIND_RUNTIME",
              "ANALYSIS_DETAILS",
              "TARGET_INFO_SESSION_START_TIME")) {
        export.run("DROP TABLE " + table);
      }
    }

    assertThat(read(file()).get(0).calls().size()).isEqualTo(1);
  }

  /** What a file defines is never carried out: a view in a table's place is not there. */
  @Test
  void viewsAndComputedColumnsAreNotRead() throws Exception {
    try (NsightExport export = new NsightExport(file())) {
      export
          .kernel(0, T0, 1)
          .run("ALTER TABLE CUPTI_ACTIVITY_KIND_KERNEL RENAME TO k")
          .run("CREATE VIEW CUPTI_ACTIVITY_KIND_KERNEL AS SELECT * FROM k");
    }

    assertThat(read(file())).isEmpty();
  }

  @Test
  void gzipIsLookedThrough() throws Exception {
    try (NsightExport export = new NsightExport(file())) {
      export.kernel(0, T0, 1);
    }
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      Files.copy(file(), out);
    }
    Path gz = Files.write(folder.resolve("report1.sqlite.gz"), packed.toByteArray());

    assertThat(new NsightReader().sniff(Head.of(gz))).isEqualTo(Likelihood.CERTAIN);
    assertThat(read(gz).get(0).calls().size()).isEqualTo(1);
    Files.write(gz, Arrays.copyOf(packed.toByteArray(), packed.size() - 9));
    assertThatThrownBy(() -> read(gz)).hasMessageStartingWith(gz + ": ");
  }

  @Test
  void cutOrForeignDatabasesAreRefusedInOneLine() throws Exception {
    try (NsightExport export = new NsightExport(file())) {
      export.kernel(0, T0, 1);
    }
    byte[] whole = Files.readAllBytes(file());
    List<byte[]> damaged = new ArrayList<>();
    for (int length : new int[] {0, 16, 99, 4_096, whole.length / 2, whole.length - 1}) {
      damaged.add(Arrays.copyOf(whole, length));
    }
    damaged.add("not a database".repeat(50).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    for (byte[] bytes : damaged) {
      Path cut = Files.write(folder.resolve("cut.sqlite"), bytes);
      assertThat(new NsightReader().sniff(Head.of(cut))).isNotEqualTo(Likelihood.NONE);
      assertThatThrownBy(() -> read(cut))
          .isInstanceOf(UnreadableTraceException.class)
          .hasMessageStartingWith(cut + ": ")
          .message()
          .doesNotContain("\n");
    }
    assertThatThrownBy(() -> read(folder.resolve("gone.sqlite")))
        .isInstanceOf(UnreadableTraceException.class);
  }
}
