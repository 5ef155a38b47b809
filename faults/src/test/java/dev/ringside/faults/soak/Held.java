package dev.ringside.faults.soak;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a process of Java holds.
 *
 * @param heapBytes after a collection of all of it
 * @param files open files and sockets
 */
record Held(long heapBytes, long residentBytes, long files, long threads) {

  private static final Pattern USED = Pattern.compile("total \\d+K, used (\\d+)K");

  static Held by(long pid) {
    jcmd(pid, "GC.run");
    String info = jcmd(pid, "GC.heap_info").replaceAll("(?s)Metaspace.*", "");
    long heap = 0;
    Matcher used = USED.matcher(info);
    while (used.find()) {
      heap += Long.parseLong(used.group(1)) << 10;
    }
    return new Held(heap, status(pid, "VmRSS:") << 10, files(pid), status(pid, "Threads:"));
  }

  private static String jcmd(long pid, String command) {
    try {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                  Long.toString(pid),
                  command)
              .redirectErrorStream(true)
              .start();
      try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
        StringBuilder text = new StringBuilder();
        out.lines().forEach(line -> text.append(line).append('\n'));
        process.waitFor();
        return text.toString();
      }
    } catch (IOException e) {
      throw new IllegalStateException("jcmd", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking a process", e);
    }
  }

  private static long status(long pid, String field) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      return lines
          .filter(line -> line.startsWith(field))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new IllegalStateException("process " + pid, e);
    }
  }

  private static long files(long pid) {
    try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      return files.count();
    } catch (IOException e) {
      throw new IllegalStateException("process " + pid, e);
    }
  }

  static long filesBelow(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).count();
    } catch (IOException | java.io.UncheckedIOException e) {
      // A checkpoint was deleted while we looked; the next look counts.
      return -1;
    }
  }
}
