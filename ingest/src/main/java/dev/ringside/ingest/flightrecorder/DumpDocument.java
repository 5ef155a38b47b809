package dev.ringside.ingest.flightrecorder;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a dump's document token by token, so that only what is used takes memory. JSON and pickles
 * hold the same document; unknown keys are passed over, and of a key given twice the later counts.
 *
 * <p>Source: torch {@code distributed/c10d/FlightRecorderDetail.hpp:dump,dump_json}.
 */
final class DumpDocument {

  static final int MOST_CALLS = 1 << 19;
  static final int MOST_GROUPS = 1 << 16;
  private static final String NEWEST_MAJOR = "2";

  private final Map<String, DumpGroup> groups = new HashMap<>();
  private final List<RecordedCall> calls = new ArrayList<>();
  private boolean ownKey;

  private DumpDocument() {}

  /**
   * @return null if the document is sound and not a dump
   * @throws IOException whose message says what is wrong
   */
  static Dump read(Path file, JsonParser json) throws IOException {
    DumpDocument document = new DumpDocument();
    if (json.nextToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return null;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      document.key(json);
    }
    return document.ownKey ? new Dump(file, document.groups, document.calls) : null;
  }

  private void key(JsonParser json) throws IOException {
    String key = json.currentName();
    JsonToken value = json.nextToken();
    switch (key) {
      case "version" -> requireKnown(json);
      case "pg_config" -> readGroups(json);
      case "entries" -> readCalls(json);
      default -> {
        ownKey |= key.equals("pg_status") && value == JsonToken.START_OBJECT;
        json.skipChildren();
      }
    }
  }

  private static void requireKnown(JsonParser json) throws IOException {
    String version = json.getValueAsString("");
    json.skipChildren();
    String major = version.split("\\.", 2)[0];
    if (major.matches("\\d{1,9}") && Integer.parseInt(major) > Integer.parseInt(NEWEST_MAJOR)) {
      throw new IOException("version %s; up to 2 is read".formatted(version));
    }
  }

  private void readGroups(JsonParser json) throws IOException {
    groups.clear();
    ownKey |= json.currentToken() == JsonToken.START_OBJECT;
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      DumpGroup group = group(name, json);
      groups.put(name, group);
      if (groups.size() > MOST_GROUPS) {
        throw new IOException("more than %,d groups".formatted(MOST_GROUPS));
      }
    }
  }

  private static DumpGroup group(String name, JsonParser json) throws IOException {
    String description = "";
    String ranks = "";
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return DumpGroup.unlisted(name, "");
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      json.nextToken();
      if (key.equals("desc")) {
        description = json.getValueAsString("");
      } else if (key.equals("ranks")) {
        ranks = json.getValueAsString("");
      }
      json.skipChildren();
    }
    return new DumpGroup(name, description, DumpGroup.ranksOf(ranks));
  }

  private void readCalls(JsonParser json) throws IOException {
    calls.clear();
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() == null) {
        return;
      }
      if (json.currentToken() == JsonToken.START_OBJECT) {
        calls.add(new EntryParser(json).read());
      } else {
        json.skipChildren();
      }
      if (calls.size() > MOST_CALLS) {
        throw new IOException("more than %,d calls".formatted(MOST_CALLS));
      }
    }
  }
}
