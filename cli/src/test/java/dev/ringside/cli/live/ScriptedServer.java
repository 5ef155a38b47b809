package dev.ringside.cli.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.model.ExpectedCalls;
import dev.ringside.core.model.ForwardPassModel;
import dev.ringside.core.model.PassInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Two tensor ranks of one engine: each call as a verbose line of NCCL's Inspector, each pass as a
 * line of vLLM's log, and what RAS counts of them. Made pass by pass, as a test likes.
 */
final class ScriptedServer {

  static final int RANKS = 2;

  private static final String HASH = "0x7f8c496ae9f661";
  private static final String REST_OF_THE_HASH = "a4";
  private static final int CALL_US = 20;
  private static final DateTimeFormatter LOG_TIME =
      DateTimeFormatter.ofPattern("MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** No process has so large a number: nobody's environment is read. */
  private static final long FIRST_PID = 4_194_400;

  private final Deployment deployment;
  private final Path folder;
  private final Path log;
  private final List<Map<Collective, Long>> launched = new ArrayList<>();
  private long passes;
  private long lastUs;

  /**
   * @param folder gets the Inspector's files
   * @param log gets the engine's lines
   */
  ScriptedServer(Deployment deployment, Path folder, Path log) throws IOException {
    this.deployment = deployment;
    this.folder = Files.createDirectories(folder);
    this.log = log;
    for (int rank = 0; rank < RANKS; rank++) {
      launched.add(new EnumMap<>(Collective.class));
      Files.createFile(file(rank));
    }
  }

  static long pid(int rank) {
    return FIRST_PID + rank;
  }

  Path file(int rank) {
    return folder.resolve("vm-pid" + pid(rank) + ".log");
  }

  /** A pass of one sequence, on all ranks. */
  synchronized void pass(int tokens) throws IOException {
    List<ExpectedCalls> calls = calls(tokens);
    for (int rank = 0; rank < RANKS; rank++) {
      end(rank, calls);
    }
    lastUs += (long) CALL_US * calls.size();
    String line =
        "INFO %s Engine 000: Iteration(%d): %d context requests, %d context tokens,"
            + " %d generation requests, %d generation tokens, iteration elapsed time: 1.00 ms%n";
    boolean prompt = tokens > 1;
    Files.writeString(
        log,
        line.formatted(
            LOG_TIME.format(Instant.now()),
            passes++,
            prompt ? 1 : 0,
            prompt ? tokens : 0,
            prompt ? 0 : 1,
            prompt ? 0 : tokens),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** All ranks make so many calls of a pass; then the first one makes the next, and no other. */
  synchronized void hang(int tokens, int after) throws IOException {
    List<ExpectedCalls> calls = calls(tokens);
    for (int rank = 0; rank < RANKS; rank++) {
      end(rank, calls.subList(0, after));
    }
    launched.get(0).merge(calls.get(after).collective(), 1L, Long::sum);
  }

  private List<ExpectedCalls> calls(int tokens) {
    List<ExpectedCalls> calls = new ArrayList<>();
    for (ExpectedCalls kind :
        new ForwardPassModel(deployment).expect(0, new PassInput(tokens, 1))) {
      for (long call = 0; call < kind.count(); call++) {
        calls.add(kind);
      }
    }
    return calls;
  }

  private void end(int rank, List<ExpectedCalls> calls) throws IOException {
    long startUs =
        Math.max(lastUs, Duration.between(Instant.EPOCH, Instant.now()).toNanos() / 1_000);
    lastUs = rank == 0 ? startUs : lastUs;
    startUs = lastUs;
    StringBuilder lines = new StringBuilder();
    for (ExpectedCalls call : calls) {
      long number = launched.get(rank).merge(call.collective(), 1L, Long::sum) - 1;
      lines.append(line(rank, call, number, startUs));
      startUs += CALL_US;
    }
    Files.write(file(rank), lines.toString().getBytes(UTF_8), StandardOpenOption.APPEND);
  }

  private static String line(int rank, ExpectedCalls call, long number, long startUs) {
    long stopUs = startUs + CALL_US;
    return String.format(
        Locale.ROOT,
        "{\"header\":{\"id\":\"%s\",\"rank\":%d,\"n_ranks\":%d,\"nnodes\":1},\"metadata\":{"
            + "\"inspector_output_format_version\":\"v4.0\",\"git_rev\":\"\",\"rec_mechanism\":"
            + "\"nccl_profiler_interface\",\"dump_timestamp_us\":%d,\"hostname\":\"vm\",\"pid\":%d},"
            + "\"coll_perf\":{\"coll\":\"%s\",\"coll_sn\":%d,\"coll_msg_size_bytes\":%d,"
            + "\"coll_exec_time_us\":%d,\"coll_timing_source\":\"kernel_gpu\",\"event_trace_ts\":{"
            + "\"coll_start_ts\":%d,\"coll_stop_ts\":%d,\"kernel_events\":[{\"channel_id\":0,"
            + "\"kernel_start_ts\":%d,\"kernel_stop_ts\":%d,\"kernel_record_ts\":%d}]}}}%n",
        HASH,
        rank,
        RANKS,
        stopUs + 1,
        pid(rank),
        call.collective().label(),
        number,
        call.sendElements() * call.dataType().bytes(),
        CALL_US,
        startUs,
        startUs,
        startUs,
        stopUs,
        stopUs);
  }

  /** What RAS answers now. */
  synchronized String ras() {
    List<String> ranks = new ArrayList<>();
    for (int rank = 0; rank < RANKS; rank++) {
      List<String> counts = new ArrayList<>();
      launched
          .get(rank)
          .forEach((of, count) -> counts.add("\"%s\":%d".formatted(of.label(), count)));
      ranks.add(
          "{\"rank\":%d,\"host\":\"10.0.0.1\",\"pid\":%d,\"cuda_dev\":%d,\"status\":{},"
                  .formatted(rank, pid(rank), rank)
              + "\"collective_counts\":{%s}}".formatted(String.join(",", counts)));
    }
    return """
    {"nccl_version":"2.32.3","timestamp":"%s","communicators_count":1,"communicators":[
    {"hash":"%s%s","size":%d,"missing_ranks_count":0,"ranks":[%s],"missing_ranks":[]}]}
    """
        .formatted(Instant.now(), HASH, REST_OF_THE_HASH, RANKS, String.join(",", ranks));
  }
}
