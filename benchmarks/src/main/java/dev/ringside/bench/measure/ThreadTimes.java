package dev.ringside.bench.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Processor time of this JVM by what its threads are for, its compiler's and collector's among
 * them.
 *
 * <p>Source: {@code /proc/self/task}, where a name has 15 characters and a time a resolution of
 * {@value #TICK_MS} ms. Empty on systems without it. A thread that ends before it is read is
 * missing.
 */
public final class ThreadTimes {

  private static final Path TASKS = Path.of("/proc/self/task");
  private static final int TICK_MS = 10;
  private static final int USER_TIME = 11;
  private static final int SYSTEM_TIME = 12;

  private final Map<Path, Double> before;

  private ThreadTimes(Map<Path, Double> before) {
    this.before = before;
  }

  /** Begins. */
  public static ThreadTimes start() {
    Map<Path, Double> times = new HashMap<>();
    eachTask((task, stat) -> times.put(task, stat.seconds()));
    return new ThreadTimes(times);
  }

  /** Seconds since {@link #start} by the names of threads, numbers taken out. */
  public Map<String, Double> stop() {
    Map<String, Double> byName = new TreeMap<>();
    eachTask(
        (task, stat) ->
            byName.merge(
                stat.name(), stat.seconds() - before.getOrDefault(task, 0.0), Double::sum));
    return byName;
  }

  private interface TaskVisitor {
    void visit(Path task, Stat stat);
  }

  private record Stat(String name, double seconds) {

    static Stat parse(String line) {
      int nameEnd = line.lastIndexOf(')');
      String name = line.substring(line.indexOf('(') + 1, nameEnd).replaceAll("[#0-9]+", "");
      String[] fields = line.substring(nameEnd + 2).split(" ", -1);
      long ticks = Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]);
      return new Stat(name.strip(), ticks * TICK_MS / 1e3);
    }
  }

  private static void eachTask(TaskVisitor visitor) {
    if (!Files.isDirectory(TASKS)) {
      return;
    }
    try (Stream<Path> tasks = Files.list(TASKS)) {
      tasks.forEach(task -> visit(task, visitor));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void visit(Path task, TaskVisitor visitor) {
    try {
      visitor.visit(task, Stat.parse(Files.readString(task.resolve("stat"))));
    } catch (NoSuchFileException e) {
      // It has ended meanwhile.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
