package dev.ringside.ingest.kineto;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Writes small traces as torch.profiler does. */
public final class TraceText {

  private final List<String> before = new ArrayList<>();
  private final List<String> events = new ArrayList<>();
  private final List<String> after = new ArrayList<>();

  public TraceText() {}

  /** A trace of {@code rank} among {@code world} ranks, all in one process group. */
  public static TraceText of(int rank, int world) {
    return new TraceText()
        .before("schemaVersion", "1")
        .before("distributedInfo", distributedInfo(rank, world))
        .before("baseTimeNanoseconds", "1790857026000000000");
  }

  static String distributedInfo(int rank, int world, String... groups) {
    return """
    {"backend":"nccl","rank":%d,"world_size":%d,"pg_count":9,"pg_config":[%s]}\
    """
        .formatted(rank, world, groups.length == 0 ? world(world) : String.join(",", groups));
  }

  private static String world(int size) {
    List<Integer> ranks = new ArrayList<>();
    for (int rank = 0; rank < size; rank++) {
      ranks.add(rank);
    }
    return group("0", size, ranks.toString());
  }

  static String group(String name, int size, String ranks) {
    return """
    {"pg_name":"%s","pg_desc":"undefined","pg_size":%d,"ranks":%s}\
    """
        .formatted(name, size, ranks);
  }

  public TraceText before(String key, String json) {
    before.add("\"%s\": %s".formatted(key, json));
    return this;
  }

  TraceText after(String key, String json) {
    after.add("\"%s\": %s".formatted(key, json));
    return this;
  }

  public TraceText raw(String event) {
    events.add(event);
    return this;
  }

  public TraceText event(String category, String name, String ts, String dur, String args) {
    return raw(
        """
        {"ph":"X","cat":"%s","name":"%s","pid":7,"tid":8,"ts":%s,"dur":%s,"args":{%s}}\
        """
            .formatted(category, name, ts, dur, args));
  }

  /** A gloo all-reduce of {@code elements} bfloat16. */
  public TraceText allReduce(String ts, String dur, int elements) {
    return gloo("all_reduce", ts, dur, elements);
  }

  TraceText gloo(String collective, String ts, String dur, int elements) {
    return event(
        "user_annotation",
        "gloo:" + collective,
        ts,
        dur,
        "\"External id\":1,\"Input Dims\":[[1,%d]],\"Input type\":[\"c10::BFloat16\"]"
            .formatted(elements));
  }

  TraceText kernel(String name, String args) {
    return kernel(name, "500.25", "12.5", args);
  }

  public TraceText kernel(String name, String ts, String dur, String args) {
    return event("kernel", name, ts, dur, args);
  }

  /** An operator that was given these inputs, of which the types are those of PyTorch. */
  public TraceText operator(
      String name, int externalId, String dims, String types, String concrete) {
    return event(
        "cpu_op",
        name,
        "400",
        "3",
        "\"External id\":%d,\"Input Dims\":%s,\"Input type\":%s,\"Concrete Inputs\":%s"
            .formatted(externalId, dims, types, concrete));
  }

  TraceText hostRecord(int externalId, String collective, String more) {
    return event(
        "cpu_op",
        "record_param_comms",
        "400",
        "3",
        "\"External id\":%d,\"Collective name\":\"%s\"%s".formatted(externalId, collective, more));
  }

  TraceText launch(String name, int externalId, int correlation) {
    return event(
        "cuda_runtime",
        name,
        "450",
        "3",
        "\"External id\":%d,\"correlation\":%d".formatted(externalId, correlation));
  }

  public String text() {
    List<String> fields = new ArrayList<>(before);
    fields.add("\"traceEvents\": [\n" + String.join(",\n", events) + "\n]");
    fields.addAll(after);
    return "{\n" + String.join(",\n", fields) + "\n}\n";
  }

  public Path writeTo(Path file) {
    return write(file, text().getBytes(UTF_8));
  }

  static Path write(Path file, byte[] content) {
    try (OutputStream out =
        file.toString().endsWith(".gz")
            ? new GZIPOutputStream(Files.newOutputStream(file))
            : Files.newOutputStream(file)) {
      out.write(content);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
