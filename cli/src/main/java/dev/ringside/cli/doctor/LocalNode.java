package dev.ringside.cli.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * This machine, as {@code /proc} shows it. Of processes of other users nothing but the command may
 * be readable.
 */
public final class LocalNode implements Node {

  private static final int PATIENCE_MS = 3_000;

  /** Words of the commands of engines and of their workers. */
  private static final List<String> ENGINES = List.of("vllm", "sglang", "trtllm", "EngineCore");

  private final Path proc;
  private final Map<String, String> environment;

  /**
   * @param environment of this process
   */
  public LocalNode(Map<String, String> environment) {
    this(Path.of("/proc"), environment);
  }

  LocalNode(Path proc, Map<String, String> environment) {
    this.proc = proc;
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Map<String, String> environment() {
    Map<String, String> shown = new TreeMap<>();
    environment.forEach((name, value) -> keep(shown, name, value));
    return shown;
  }

  private static void keep(Map<String, String> shown, String name, String value) {
    if (PREFIXES.stream().anyMatch(name::startsWith)) {
      shown.put(name, value);
    }
  }

  /** Those of inference engines. */
  @Override
  public List<Running> processes() {
    List<Running> engines = new ArrayList<>();
    for (String pid : names(proc)) {
      if (!pid.matches("\\d{1,18}")) {
        continue;
      }
      String command = String.join(" ", words(proc.resolve(pid).resolve("cmdline")));
      boolean isEngine = ENGINES.stream().anyMatch(command::contains);
      if (isEngine && Long.parseLong(pid) != ProcessHandle.current().pid()) {
        engines.add(new Running(Long.parseLong(pid), command, environment(pid), libraries(pid)));
      }
    }
    return engines;
  }

  private Map<String, String> environment(String pid) {
    Map<String, String> shown = new TreeMap<>();
    for (String entry : words(proc.resolve(pid).resolve("environ"))) {
      int equals = entry.indexOf('=');
      if (equals > 0) {
        keep(shown, entry.substring(0, equals), entry.substring(equals + 1));
      }
    }
    return shown;
  }

  /** Strings that end with a zero byte. */
  private static List<String> words(Path file) {
    try {
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      return Arrays.stream(text.split("\0")).filter(word -> !word.isEmpty()).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private List<Path> libraries(String pid) {
    try (Stream<String> lines = Files.lines(proc.resolve(pid).resolve("maps"))) {
      return lines
          .filter(line -> line.contains("ccl") && line.contains("/"))
          .map(line -> Path.of(line.substring(line.indexOf('/'))))
          .distinct()
          .toList();
    } catch (IOException | UncheckedIOException | InvalidPathException e) {
      return List.of();
    }
  }

  @Override
  public boolean exists(Path path) {
    return Files.exists(path);
  }

  @Override
  public boolean isWritableFolder(Path path) {
    return Files.isDirectory(path) && Files.isWritable(path);
  }

  @Override
  public List<String> names(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of();
    }
  }

  @Override
  public OptionalLong freeBytes(Path path) {
    for (Path at = path.toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at)) {
        try {
          return OptionalLong.of(Files.getFileStore(at).getUsableSpace());
        } catch (IOException e) {
          return OptionalLong.empty();
        }
      }
    }
    return OptionalLong.empty();
  }

  @Override
  public boolean accepts(String host, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), PATIENCE_MS);
      return true;
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }
}
