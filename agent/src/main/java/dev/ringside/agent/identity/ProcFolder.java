package dev.ringside.agent.identity;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * {@code /proc} of this machine, as far as the agent may read it. What it may not read is as if it
 * were not there.
 */
public final class ProcFolder {

  private static final int MOST_BYTES = 1 << 20;

  private final Path root;

  /**
   * @param root {@code /proc}, or where the host's is mounted
   */
  public ProcFolder(Path root) {
    this.root = root;
  }

  public boolean exists(long pid) {
    return Files.isDirectory(root.resolve(Long.toString(pid)));
  }

  /** The processes that are there, in no order; none if they cannot be listed. */
  public Set<Long> processes() {
    Set<Long> pids = new HashSet<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(root, "[0-9]*")) {
      for (Path one : all) {
        String name = one.getFileName().toString();
        if (name.matches("\\d{1,9}")) {
          pids.add(Long.parseLong(name));
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return Set.of();
    }
    return pids;
  }

  /** The environment that the process was started with; empty if it is not ours to read. */
  public Map<String, String> environment(long pid) {
    Map<String, String> environment = new HashMap<>();
    try (InputStream in = Files.newInputStream(root.resolve(pid + "/environ"))) {
      String text = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
      for (String entry : text.split("\0")) {
        int equals = entry.indexOf('=');
        if (equals > 0) {
          environment.put(entry.substring(0, equals), entry.substring(equals + 1));
        }
      }
    } catch (IOException e) {
      return Map.of();
    }
    return environment;
  }
}
