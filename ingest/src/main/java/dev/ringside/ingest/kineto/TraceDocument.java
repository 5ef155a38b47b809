package dev.ringside.ingest.kineto;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.core.account.RejectReason;
import dev.ringside.ingest.source.CallSink;
import dev.ringside.ingest.source.FileNameRank;
import dev.ringside.ingest.source.RankInfo;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;

/** The envelope of one trace: its keys come in any order, those that matter often last. */
final class TraceDocument {

  private final Path file;
  private final CallAssembly calls = new CallAssembly();
  private final EventParser events = new EventParser();
  private final Event event = new Event();

  private boolean hasEvents;
  private boolean amd;
  private long baseNs;
  private String host = "";
  private JsonNode distributedInfo;

  TraceDocument(Path file) {
    this.file = file;
  }

  /**
   * @return false if this is sound JSON but not a trace
   */
  boolean read(JsonParser json) throws IOException {
    if (json.nextToken() == null) {
      throw new JsonParseException(json, "the file is empty");
    }
    if (json.currentToken() == JsonToken.START_OBJECT) {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String key = json.currentName();
        json.nextToken();
        readField(key, json);
      }
    } else {
      json.skipChildren();
    }
    if (json.nextToken() != null) {
      throw new JsonParseException(json, "more text after the end of the JSON (two files in one?)");
    }
    return hasEvents;
  }

  private void readField(String key, JsonParser json) throws IOException {
    switch (key) {
      case "traceEvents" -> readEvents(json);
      case "distributedInfo" -> distributedInfo = json.readValueAsTree();
      case "baseTimeNanoseconds" -> {
        if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
          baseNs = json.getLongValue();
        }
        json.skipChildren();
      }
      case "host_name" -> {
        host = json.currentToken() == JsonToken.VALUE_STRING ? json.getText() : "";
        json.skipChildren();
      }
      default -> {
        amd |= key.startsWith("hip_") || key.startsWith("roctracer_");
        json.skipChildren();
      }
    }
  }

  private void readEvents(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw new JsonParseException(json, "traceEvents is not an array");
    }
    hasEvents = true;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() != JsonToken.START_OBJECT) {
        json.skipChildren();
        calls.reject(RejectReason.NOT_AN_OBJECT);
      } else if (events.read(json, event)) {
        calls.add(event);
      }
    }
  }

  /**
   * Hands over the calls, now that time base, rank and groups are known.
   *
   * @throws UnreadableTraceException if neither the trace nor its file name tells the rank
   */
  void finish(CallSink sink) throws UnreadableTraceException {
    ProcessGroups groups = new ProcessGroups(distributedInfo);
    int rank = rank(groups);
    SignatureRules rules = new SignatureRules(rank, amd, groups);
    calls.finish(baseNs, rules, sink.rank(new RankInfo(rank, groups.worldSize(), host)));
  }

  private int rank(ProcessGroups groups) throws UnreadableTraceException {
    OptionalInt rank = groups.rank().isPresent() ? groups.rank() : FileNameRank.of(file);
    return rank.orElseThrow(
        () ->
            new UnreadableTraceException(
                file,
                "does not say which rank it is of: the trace has no distributedInfo.rank and the"
                    + " file name has no rank; rename it to rank0.json or the like"));
  }
}
