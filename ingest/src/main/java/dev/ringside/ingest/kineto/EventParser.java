package dev.ringside.ingest.kineto;

import dev.ringside.core.account.RejectReason;
import dev.ringside.ingest.kineto.Event.Kind;
import dev.ringside.ingest.kineto.json.JsonStream;
import dev.ringside.ingest.naming.KernelFamily;
import dev.ringside.ingest.naming.Operator;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads one event and decides as early as its category and name allow whether it matters: nine in
 * ten do not, and are passed over without an object being made.
 */
final class EventParser {

  private static final String HOST_RECORD = "record_param_comms";
  private static final String GLOO = "gloo:";
  private static final int MOST_NAMES = 1 << 14;

  private enum Category {
    UNSEEN,
    OTHER,
    HOST_OPERATION,
    ANNOTATION,
    GPU_ANNOTATION,
    RUNTIME,
    KERNEL
  }

  private final EventArgs args = new EventArgs();
  private final Map<String, Optional<KernelFamily>> families = new HashMap<>();
  private final Map<String, Optional<Operator>> operators = new HashMap<>();
  private final Map<String, String> labels = new HashMap<>();

  private Category category;
  private boolean named;
  private boolean complete;
  private boolean phased;
  private long timeNs;

  /**
   * Reads the current object.
   *
   * @return false if it is of no interest; {@code event} is then undefined
   */
  boolean read(JsonStream json, Event event) throws IOException {
    event.clear();
    args.begin();
    category = Category.UNSEEN;
    named = false;
    complete = true;
    for (json.enter(); json.nextField(); ) {
      readField(json.field(), json, event);
      if (isUninteresting(event)) {
        json.skipRestOfObject();
        return false;
      }
    }
    event.ofGpu = category == Category.GPU_ANNOTATION;
    if (event.kind == Kind.OPERATOR) {
      event.operatorCall = args.call(event.operator);
    }
    return event.kind != Kind.NONE;
  }

  /** True once an object had a phase, as all events have. */
  boolean hasSeenAnEvent() {
    return phased;
  }

  private void readField(String key, JsonStream json, Event event) throws IOException {
    switch (key) {
      case "ph" -> {
        phased = true;
        complete = json.text().equals("X");
      }
      case "cat" -> {
        category = categoryOf(json.text());
        classify(event);
      }
      case "name" -> {
        named = true;
        event.name = json.text();
        classify(event);
      }
      case "pid" -> event.label = label(json);
      case "ts" -> readStart(json, event);
      case "dur" -> readDuration(json, event);
      case "args" -> args.read(json, event);
      default -> json.skip();
    }
  }

  private boolean isUninteresting(Event event) {
    return !complete
        || category == Category.OTHER
        || (category != Category.UNSEEN && named && event.kind == Kind.NONE);
  }

  private static Category categoryOf(String text) {
    return switch (text) {
      case "cpu_op" -> Category.HOST_OPERATION;
      case "user_annotation" -> Category.ANNOTATION;
      case "gpu_user_annotation" -> Category.GPU_ANNOTATION;
      case "cuda_runtime", "cuda_driver", "hip_runtime" -> Category.RUNTIME;
      case "kernel" -> Category.KERNEL;
      default -> Category.OTHER;
    };
  }

  private void classify(Event event) {
    event.kind =
        switch (category) {
          case HOST_OPERATION -> hostKind(event);
          case ANNOTATION -> event.name.startsWith(GLOO) ? Kind.GLOO_CALL : stepKind(event.name);
          case GPU_ANNOTATION -> stepKind(event.name);
          case RUNTIME -> launchKind(event.name);
          case KERNEL -> kernelKind(event);
          default -> Kind.NONE;
        };
  }

  private static Kind stepKind(String name) {
    return StepName.isLikely(name) ? Kind.STEP : Kind.NONE;
  }

  private Kind hostKind(Event event) {
    if (event.name.equals(HOST_RECORD)) {
      return Kind.HOST_RECORD;
    }
    event.operator = known(operators, event.name).orElse(null);
    return event.operator == null ? Kind.NONE : Kind.OPERATOR;
  }

  private Optional<Operator> known(Map<String, Optional<Operator>> names, String name) {
    Optional<Operator> operator = names.get(name);
    if (operator == null) {
      operator = Operator.of(name);
      bounded(names).put(name, operator);
    }
    return operator;
  }

  private static Kind launchKind(String name) {
    if (name.contains("GraphLaunch")) {
      return Kind.GRAPH_LAUNCH;
    }
    return name.contains("Launch") ? Kind.LAUNCH : Kind.NONE;
  }

  private Kind kernelKind(Event event) {
    event.family = bounded(families).computeIfAbsent(event.name, KernelFamily::of).orElse(null);
    return event.family == null ? Kind.NONE : Kind.KERNEL;
  }

  private static <V> Map<String, V> bounded(Map<String, V> names) {
    if (names.size() > MOST_NAMES) {
      names.clear();
    }
    return names;
  }

  /** The rank that a merged trace puts before the process: {@code [TP00-PP01] 4242}. */
  private String label(JsonStream json) throws IOException {
    if (!json.isText()) {
      json.skip();
      return "";
    }
    return bounded(labels).computeIfAbsent(json.text(), EventParser::labelOf);
  }

  private static String labelOf(String process) {
    int end = process.startsWith("[") ? process.indexOf(']') : -1;
    return end < 0 || !MergedRank.isLabel(process.substring(1, end))
        ? ""
        : process.substring(1, end);
  }

  private void readStart(JsonStream json, Event event) throws IOException {
    event.startDamage = readTime(json, RejectReason.TS_INVALID);
    event.startNs = timeNs;
  }

  private void readDuration(JsonStream json, Event event) throws IOException {
    event.durationDamage = readTime(json, RejectReason.DUR_INVALID);
    event.durationNs = timeNs;
  }

  /** Null if {@link #timeNs} now holds the time. */
  private RejectReason readTime(JsonStream json, RejectReason invalid) throws IOException {
    try {
      timeNs = json.microseconds();
      return null;
    } catch (NumberFormatException e) {
      return invalid;
    } catch (ArithmeticException e) {
      return RejectReason.TIME_OUT_OF_RANGE;
    }
  }
}
