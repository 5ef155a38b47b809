package dev.ringside.bench.streams;

import dev.ringside.bench.load.CallSums;
import dev.ringside.bench.load.SizeKey;
import dev.ringside.testkit.process.JavaProcess;
import dev.ringside.testkit.process.ScratchFolder;
import java.io.File;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** {@link StreamsMain} in a JVM without Flink. */
public final class StreamsProcess implements AutoCloseable {

  private static final Duration START_PATIENCE = Duration.ofSeconds(90);
  private static final Pattern FLINK = Pattern.compile("flink-.*|frocksdbjni-.*");
  private static final long NS_PER_MS = 1_000_000;

  private final ScratchFolder folder;
  private final JavaProcess process;

  private StreamsProcess(ScratchFolder folder, JavaProcess process) {
    this.folder = folder;
    this.process = process;
  }

  /** Starts it and returns when it waits for calls. */
  public static StreamsProcess start(String brokers, String topic, int threads, long callsARound) {
    ScratchFolder folder = ScratchFolder.create("ringside-streams-");
    JavaProcess process =
        JavaProcess.start(
            new JavaProcess.Command(
                "streams",
                StreamsMain.class.getName(),
                classPath(),
                List.of(
                    "-Xmx1g",
                    "-XX:+UseParallelGC",
                    "-Dorg.apache.avro.SERIALIZABLE_PACKAGES=dev.ringside.bench.wire,java.lang",
                    "-Dlog4j2.configurationFile=log4j2-bench.xml"),
                List.of(
                    brokers,
                    topic,
                    Integer.toString(threads),
                    Long.toString(callsARound),
                    folder.path().toString()),
                folder.path()));
    StreamsProcess started = new StreamsProcess(folder, process);
    try {
      process.awaitLine(StreamsMain.READY, START_PATIENCE);
      return started;
    } catch (IllegalStateException e) {
      started.close();
      throw e;
    }
  }

  private static List<String> classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !FLINK.matcher(new File(entry).getName()).matches())
        .toList();
  }

  public long pid() {
    return process.pid();
  }

  /** Waits for a round's last call; returns when it was in its sum, milliseconds since 1970. */
  public long awaitCounted(int round, Duration patience) {
    return Long.parseLong(process.awaitLine(StreamsMain.COUNTED + round + " ", patience));
  }

  /** Waits for a round's sums and returns them: window start, ns, to key to sums. */
  public Map<Long, Map<SizeKey, CallSums>> awaitAnswer(int round, Duration patience) {
    process.awaitLine(StreamsMain.ANSWERED + round, patience);
    Map<Long, Map<SizeKey, CallSums>> sums = new HashMap<>();
    for (String line : process.lines(StreamsMain.SUM + round + " ")) {
      String[] fields = line.split(" ");
      String[] key = fields[0].split("/");
      sums.computeIfAbsent(Long.parseLong(fields[1]) * NS_PER_MS, unused -> new HashMap<>())
          .put(
              new SizeKey(key[0], key[1], Long.parseLong(key[2])),
              new CallSums(
                  Long.parseLong(fields[2]), Long.parseLong(fields[3]), Long.parseLong(fields[4])));
    }
    return sums;
  }

  @Override
  public void close() {
    process.close();
    folder.close();
  }
}
