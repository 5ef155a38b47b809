package dev.ringside.agent.main;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.ingest.inspector.InspectorText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What an engine of {@value #RANKS} ranks writes through NCCL's Inspector while it runs: a file a
 * rank, the calls of a dump every 50 ms, in pieces that end anywhere. A process of its own.
 *
 * <p>Does what the file {@code command} beside the folder says, and answers each new command with a
 * line {@code NUMBER WORD}, then how many calls of each rank have been written in all its lives.
 */
public final class InspectorWriterMain {

  static final int RANKS = 2;

  /** Bytes of each call in the first life; every further life has as many more. */
  static final int BYTES_OF_A_LIFE = 8_192;

  private static final int DUMP_MS = 50;
  private static final int EXEC_US = 20;

  private final Path folder;
  private final Path commands;
  private final Random random;
  private final int mostCalls;
  private int life;
  private long number;
  private long written;
  private long lost;

  private InspectorWriterMain(Path folder, long seed, int mostCalls) {
    this.folder = folder;
    this.mostCalls = mostCalls;
    commands = folder.resolveSibling("command");
    random = new Random(seed);
  }

  /**
   * @param args the folder, a seed, the most calls of a rank in a dump
   */
  public static void main(String[] args) throws Exception {
    new InspectorWriterMain(Path.of(args[0]), Long.parseLong(args[1]), Integer.parseInt(args[2]))
        .run();
  }

  private void run() throws IOException, InterruptedException {
    Files.createDirectories(folder);
    String done = "";
    while (true) {
      String command = Files.exists(commands) ? Files.readString(commands) : "";
      if (!command.isEmpty() && !command.equals(done)) {
        obey(command.split(" ")[1]);
        System.out.printf("%s %d%n", command, written);
        done = command;
      }
      if (command.endsWith("stop")) {
        return;
      }
      if (!command.endsWith("pause")) {
        dump();
      }
      Thread.sleep(DUMP_MS);
    }
  }

  private void obey(String word) throws IOException {
    switch (word) {
      case "truncate" -> begin(StandardOpenOption.TRUNCATE_EXISTING);
      case "replace" -> begin(StandardOpenOption.CREATE_NEW);
      case "overrun" -> {
        lost += 100;
        number += 100;
      }
      default -> {}
    }
  }

  private InspectorText process(int rank) {
    return new InspectorText("0x7f8c%x".formatted(life), "tp:0", rank, RANKS, "vm", 1_000 + rank);
  }

  private Path file(int rank) {
    return folder.resolve(process(rank).fileName());
  }

  /** Another process begins its files under the names of the last: with their inodes or not. */
  private void begin(StandardOpenOption how) throws IOException {
    life++;
    number = 0;
    lost = 0;
    for (int rank = 0; rank < RANKS; rank++) {
      byte[] first = lines(rank, 1).getBytes(UTF_8);
      if (how == StandardOpenOption.TRUNCATE_EXISTING) {
        Files.write(file(rank), first, how);
      } else {
        Path fresh = Files.write(folder.resolve("fresh"), first, how);
        Files.move(fresh, file(rank), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    number++;
    written++;
  }

  private String lines(int rank, int calls) {
    Duration now = Duration.between(Instant.EPOCH, Instant.now());
    long nowUs = now.toNanos() / 1_000;
    StringBuilder lines = new StringBuilder();
    lines.append(process(rank).marker(calls, 0, lost, nowUs));
    long bytes = (long) BYTES_OF_A_LIFE * (life + 1);
    for (int call = 0; call < calls; call++) {
      lines.append(
          process(rank).collective("AllReduce", number + call, bytes, EXEC_US, nowUs + call));
    }
    return lines.toString();
  }

  /** All ranks make the same calls; each rank's lines reach its file in pieces. */
  private void dump() throws IOException {
    int calls = random.nextInt(1, mostCalls);
    List<byte[]> lines = new ArrayList<>();
    for (int rank = 0; rank < RANKS; rank++) {
      lines.add(lines(rank, calls).getBytes(UTF_8));
    }
    int pieces = random.nextInt(1, 5);
    for (int piece = 0; piece < pieces; piece++) {
      for (int rank = 0; rank < RANKS; rank++) {
        byte[] all = lines.get(rank);
        int from = (int) ((long) all.length * piece / pieces);
        int to = (int) ((long) all.length * (piece + 1) / pieces);
        append(file(rank), all, from, to);
      }
    }
    number += calls;
    written += calls;
  }

  private static void append(Path file, byte[] bytes, int from, int to) throws IOException {
    try (OutputStream out =
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      out.write(bytes, from, to - from);
    }
  }
}
