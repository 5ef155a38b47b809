package dev.ringside.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Names the machine, as far as it matters to a figure. */
public final class Machine {

  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final Path MEMORY = Path.of("/proc/meminfo");

  private Machine() {}

  /** Cores, processor, memory, system and JDK in one line. */
  public static String describe() {
    return "%d cores (%s), %s, %s %s, JDK %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            field(PROCESSORS, "model name").orElse(System.getProperty("os.arch")),
            field(MEMORY, "MemTotal").map(Machine::gibibytes).orElse("memory unknown"),
            System.getProperty("os.name"),
            System.getProperty("os.version").replaceAll("[^0-9.].*", ""),
            Runtime.version());
  }

  private static String gibibytes(String kibibytes) {
    long count = Long.parseLong(kibibytes.replaceAll("\\D", ""));
    return Math.round(count / 1048576.0) + " GiB";
  }

  /** The value of a {@code name : value} line; empty where the system has no such file. */
  private static Optional<String> field(Path file, String name) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
