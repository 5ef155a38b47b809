package dev.ringside.ingest.nsight;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.ringside.core.bound.Bound;
import dev.ringside.core.collective.CallFlag;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Sight;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.ingest.nsight.KernelTable.Gpu;
import dev.ringside.ingest.nsight.KernelTable.Kernel;
import dev.ringside.ingest.nsight.NcclPayloads.Payload;
import dev.ringside.ingest.source.CallSink;
import dev.ringside.ingest.source.Head;
import dev.ringside.ingest.source.KnownTimes;
import dev.ringside.ingest.source.Likelihood;
import dev.ringside.ingest.source.Note;
import dev.ringside.ingest.source.RankCalls;
import dev.ringside.ingest.source.RankInfo;
import dev.ringside.ingest.source.TraceInput;
import dev.ringside.ingest.source.TraceReader;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * Reads the kernels that communicate from an export of Nsight Systems. Sizes and groups come from
 * the NVTX range that launched a kernel; a graph's kernel and an export without payloads have none.
 * Calls of a group go out together: {@link CarriedCalls} says which kernel carries which.
 */
public final class NsightReader implements TraceReader {

  @Override
  public String format() {
    return "an SQLite export of Nsight Systems";
  }

  @Override
  public Likelihood sniff(Head head) {
    boolean named = head.isNamed(".sqlite");
    if (!head.startsWith(NsightDatabase.MAGIC)) {
      return named ? Likelihood.POSSIBLE : Likelihood.NONE;
    }
    String text = new String(head.bytes(), ISO_8859_1);
    if (text.contains("CUPTI_ACTIVITY_KIND_") || text.contains("META_DATA_EXPORT")) {
      return named ? Likelihood.CERTAIN : Likelihood.BY_CONTENT;
    }
    return named ? Likelihood.POSSIBLE : Likelihood.NONE;
  }

  @Override
  public void read(Path file, CallSink sink, LongConsumer progress)
      throws UnreadableTraceException {
    Path unpacked = null;
    try {
      if (isGzip(file)) {
        unpacked = Files.createTempFile("ringside-nsight", ".sqlite");
        try (InputStream in = TraceInput.open(file, progress)) {
          Files.copy(in, unpacked, StandardCopyOption.REPLACE_EXISTING);
        }
        read(file, unpacked, sink);
      } else {
        read(file, file, sink);
        progress.accept(Files.size(file));
      }
    } catch (SQLException e) {
      throw new UnreadableTraceException(
          file, "cannot be read as SQLite: " + NsightDatabase.reason(e), e);
    } catch (IOException e) {
      throw new UnreadableTraceException(file, "cannot be read: " + TraceInput.reason(e), e);
    } finally {
      delete(unpacked);
    }
  }

  private static boolean isGzip(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.read() == 0x1f && in.read() == 0x8b;
    }
  }

  private static void delete(Path unpacked) {
    try {
      if (unpacked != null) {
        Files.deleteIfExists(unpacked);
      }
    } catch (IOException e) {
      unpacked.toFile().deleteOnExit();
    }
  }

  private static void read(Path file, Path opened, CallSink sink) throws IOException, SQLException {
    try (NsightDatabase database = NsightDatabase.open(opened)) {
      Map<Long, String> texts = new HashMap<>();
      database.read("StringIds", row -> texts.put(row.getLong(1), row.getString(2)), "id", "value");
      texts.values().removeIf(text -> text == null);
      KernelTable table = new KernelTable(database, texts);
      if (!table.isThere()) {
        return;
      }
      NcclRanges ranges = new NcclRanges(database, texts);
      Set<Gpu> gpus = gpus(table);
      GpuRanks ranks = new GpuRanks(file, gpus, ranges);
      notes(table, ranges, ranks, sink);
      Launches launches = new Launches(database, ranges);
      SessionClock clock = SessionClock.of(database);
      Map<Gpu, RankCalls> calls = new HashMap<>();
      for (Gpu gpu : gpus) {
        calls.put(
            gpu,
            sink.rank(
                new RankInfo(ranks.rank(gpu), ranks.worldSize(), gpu.place()).by(Sight.NSIGHT)));
        if (table.kernels().isEmpty()) {
          calls
              .get(gpu)
              .remark("none of its %,d kernels communicates".formatted(table.others().get(gpu)));
        }
      }
      CarriedCalls carried = new CarriedCalls(launches, table.kernels());
      for (Kernel kernel : table.kernels()) {
        for (Payload call : carried.by(kernel)) {
          add(kernel, call, clock, calls.get(kernel.gpu()));
        }
      }
    }
  }

  /** GPUs with a call; where no kernel communicates, all. */
  private static Set<Gpu> gpus(KernelTable table) {
    Set<Gpu> gpus = new HashSet<>();
    table.kernels().forEach(kernel -> gpus.add(kernel.gpu()));
    return gpus.isEmpty() ? table.others().keySet() : gpus;
  }

  private static void notes(KernelTable table, NcclRanges ranges, GpuRanks ranks, CallSink sink) {
    sink.note(new Note.Timing(KnownTimes.EXACT));
    if (table.kernels().isEmpty()) {
      return;
    }
    if (!ranges.havePayloads()) {
      sink.note(
          new Note.Incomplete(
              ranges.haveRanges()
                  ? "NCCL's NVTX ranges have lost their payloads: sizes, groups and peers are"
                      + " unknown"
                  : "there are no NVTX ranges of NCCL: sizes, groups and peers are unknown"));
    }
    if (!ranks.areTold()) {
      sink.note(
          new Note.Incomplete(
              "no communicator was made while it was recorded: ranks are those of the devices"));
    }
    if (!table.lookalikes().isEmpty()) {
      sink.note(
          new Note.Incomplete(
              "kernels that look like communication and are not known: "
                  + String.join(", ", table.lookalikes())));
    }
  }

  private static void add(Kernel kernel, Payload call, SessionClock clock, RankCalls calls) {
    boolean sized = call.bytes() >= 0 && Bound.ELEMENTS.allows(call.bytes());
    int flags =
        (kernel.family().fusedCompute() ? CallFlag.FUSED_COMPUTE.bit() : 0)
            | (kernel.graph() ? CallFlag.GRAPH_REPLAY.bit() : 0)
            | (sized ? CallFlag.BYTES_ONLY : CallFlag.METADATA_MISSING).bit();
    CallSignature signature =
        new CallSignature(
            call.communicator() == 0
                ? Communicator.UNKNOWN
                : new Communicator("0x" + Long.toHexString(call.communicator()), 0, List.of()),
            call.collective(),
            sized ? DataType.BYTE : DataType.UNKNOWN,
            sized ? call.bytes() : CallSignature.UNKNOWN_ELEMENTS,
            kernel.family().transport(),
            TimingQuality.GPU_NS,
            CallSignature.NO_PEER,
            flags);
    calls.add(
        calls.idOf(signature),
        clock.epochNs(kernel.start()),
        kernel.end() - kernel.start(),
        RankCalls.UNNUMBERED);
  }
}
