package dev.ringside.ingest.kineto;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.ringside.core.account.RejectReason;
import dev.ringside.ingest.kineto.Event.Kind;
import dev.ringside.ingest.naming.KernelFamily;
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

  private enum Category {
    UNSEEN,
    OTHER,
    HOST_OPERATION,
    ANNOTATION,
    RUNTIME,
    KERNEL
  }

  private final EventArgs args = new EventArgs();
  private final Map<String, Optional<KernelFamily>> families = new HashMap<>();

  private Category category;
  private boolean named;
  private boolean complete;
  private long timeNs;

  /**
   * Reads the current object.
   *
   * @return false if it is of no interest; {@code event} is then undefined
   */
  boolean read(JsonParser json, Event event) throws IOException {
    event.clear();
    category = Category.UNSEEN;
    named = false;
    complete = true;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      json.nextToken();
      readField(key, json, event);
      if (isUninteresting(event)) {
        skipRest(json);
        return false;
      }
    }
    return event.kind != Kind.NONE;
  }

  private void readField(String key, JsonParser json, Event event) throws IOException {
    switch (key) {
      case "ph" -> complete = isText(json, "X");
      case "cat" -> {
        category = categoryOf(json);
        classify(event);
      }
      case "name" -> readName(json, event);
      case "ts" -> readStart(json, event);
      case "dur" -> readDuration(json, event);
      case "args" -> args.read(json, event);
      default -> json.skipChildren();
    }
  }

  private boolean isUninteresting(Event event) {
    return !complete
        || category == Category.OTHER
        || (category != Category.UNSEEN && named && event.kind == Kind.NONE);
  }

  private static Category categoryOf(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      json.skipChildren();
      return Category.OTHER;
    }
    return switch (json.getText()) {
      case "cpu_op" -> Category.HOST_OPERATION;
      case "user_annotation" -> Category.ANNOTATION;
      case "cuda_runtime", "cuda_driver", "hip_runtime" -> Category.RUNTIME;
      case "kernel" -> Category.KERNEL;
      default -> Category.OTHER;
    };
  }

  private void readName(JsonParser json, Event event) throws IOException {
    named = true;
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      json.skipChildren();
      return;
    }
    if (category == Category.HOST_OPERATION && !isText(json, HOST_RECORD)) {
      return;
    }
    event.name = json.getText();
    classify(event);
  }

  private void classify(Event event) {
    event.kind =
        switch (category) {
          case HOST_OPERATION -> event.name.equals(HOST_RECORD) ? Kind.HOST_RECORD : Kind.NONE;
          case ANNOTATION -> event.name.startsWith(GLOO) ? Kind.GLOO_CALL : Kind.NONE;
          case RUNTIME -> launchKind(event.name);
          case KERNEL -> kernelKind(event);
          default -> Kind.NONE;
        };
  }

  private static Kind launchKind(String name) {
    if (name.contains("GraphLaunch")) {
      return Kind.GRAPH_LAUNCH;
    }
    return name.contains("Launch") ? Kind.LAUNCH : Kind.NONE;
  }

  private Kind kernelKind(Event event) {
    event.family = families.computeIfAbsent(event.name, KernelFamily::of).orElse(null);
    return event.family == null ? Kind.NONE : Kind.KERNEL;
  }

  private void readStart(JsonParser json, Event event) throws IOException {
    event.startDamage = readTime(json, RejectReason.TS_INVALID);
    event.startNs = timeNs;
  }

  private void readDuration(JsonParser json, Event event) throws IOException {
    event.durationDamage = readTime(json, RejectReason.DUR_INVALID);
    event.durationNs = timeNs;
  }

  /** Null if {@link #timeNs} now holds the time. */
  private RejectReason readTime(JsonParser json, RejectReason invalid) throws IOException {
    if (!json.currentToken().isNumeric()) {
      json.skipChildren();
      return invalid;
    }
    try {
      timeNs =
          DecimalTime.nanoseconds(
              json.getTextCharacters(), json.getTextOffset(), json.getTextLength());
      return null;
    } catch (NumberFormatException e) {
      return invalid;
    } catch (ArithmeticException e) {
      return RejectReason.TIME_OUT_OF_RANGE;
    }
  }

  private static boolean isText(JsonParser json, String wanted) throws IOException {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      json.skipChildren();
      return false;
    }
    if (json.getTextLength() != wanted.length()) {
      return false;
    }
    char[] text = json.getTextCharacters();
    int offset = json.getTextOffset();
    for (int i = 0; i < wanted.length(); i++) {
      if (text[offset + i] != wanted.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static void skipRest(JsonParser json) throws IOException {
    for (int depth = 1; depth > 0; ) {
      JsonToken token = json.nextToken();
      if (token == null) {
        return;
      }
      if (token.isStructStart()) {
        depth++;
      } else if (token.isStructEnd()) {
        depth--;
      }
    }
  }
}
