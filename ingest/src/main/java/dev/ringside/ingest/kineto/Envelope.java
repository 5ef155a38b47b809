package dev.ringside.ingest.kineto;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.ringside.ingest.source.Head;
import dev.ringside.ingest.source.Likelihood;
import java.io.IOException;
import java.util.Set;

/**
 * Recognises a trace by the first keys of its outermost object, or as an array of events.
 *
 * <p>Kineto writes {@code traceEvents} behind its description of devices and process groups, which
 * alone may fill the head for a job of thousands of ranks: there its own keys tell. JSON that shows
 * none of them is of another format, however long it is.
 *
 * <p>Source: kineto {@code output_json.cpp:handleTraceStart}, torch {@code
 * autograd/profiler_kineto.cpp}.
 */
final class Envelope {

  private static final Set<String> OWN_KEYS =
      Set.of(
          "schemaVersion",
          "deviceProperties",
          "distributedInfo",
          "baseTimeNanoseconds",
          "displayTimeUnit",
          "traceName",
          "trace_id",
          "record_shapes",
          "profile_memory",
          "with_stack",
          "with_flops",
          "with_modules",
          "cupti_version",
          "cuda_runtime_version",
          "cuda_driver_version",
          "hip_runtime_version",
          "hip_driver_version",
          "roctracer_version");

  /** Bytes at the end of a head in which a mistake may only be the cut. */
  private static final int CUT_BYTES = 64;

  private boolean events;
  private boolean ownKey;
  private boolean broken;

  private Envelope() {}

  static Likelihood likelihood(Head head) {
    Envelope envelope = new Envelope();
    envelope.read(head);
    boolean named = head.isNamed(".json");
    if (envelope.events) {
      return named ? Likelihood.CERTAIN : Likelihood.BY_CONTENT;
    }
    if (envelope.ownKey && (envelope.broken || !head.isWhole())) {
      return named ? Likelihood.POSSIBLE : Likelihood.BY_CONTENT;
    }
    return named && envelope.broken ? Likelihood.POSSIBLE : Likelihood.NONE;
  }

  private void read(Head head) {
    try (JsonParser json = KinetoReader.JSON.createParser(head.bytes())) {
      try {
        readKeys(json);
      } catch (IOException e) {
        broken = head.isWhole() || json.currentLocation().getByteOffset() < head.size() - CUT_BYTES;
      }
    } catch (IOException e) {
      broken = true;
    }
  }

  private void readKeys(JsonParser json) throws IOException {
    JsonToken first = json.nextToken();
    broken = first == null;
    if (first == JsonToken.START_ARRAY) {
      events = json.nextToken() == JsonToken.START_OBJECT && hasPhase(json);
      return;
    }
    while (first == JsonToken.START_OBJECT && json.nextToken() == JsonToken.FIELD_NAME) {
      events |= json.currentName().equals("traceEvents");
      ownKey |= OWN_KEYS.contains(json.currentName());
      if (events) {
        return;
      }
      json.nextToken();
      json.skipChildren();
    }
  }

  /** The array form: every event has a phase, {@code ph}. */
  private static boolean hasPhase(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      if (json.currentName().equals("ph")) {
        return true;
      }
      json.nextToken();
      json.skipChildren();
    }
    return false;
  }
}
