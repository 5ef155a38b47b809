package dev.ringside.ingest.kineto;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.ringside.ingest.kineto.CommMetadata.Group;
import dev.ringside.ingest.kineto.CommMetadata.Peer;
import java.io.IOException;

/**
 * Reads the {@code args} of an event: links, torch.distributed's metadata and tensor shapes.
 * Unknown keys are passed over, values of an unexpected type count as absent.
 *
 * <p>Source: torch {@code csrc/profiler/util.cpp:saveNcclMeta}, kineto {@code
 * output_json.cpp:appendCollectiveArgs}.
 */
final class EventArgs {

  private final TensorShapes shapes = new TensorShapes();

  private String collectiveName;
  private String dtype;
  private long inElements;
  private long outElements;
  private long groupSize;
  private String groupName;
  private String groupRanks;
  private long rankStart;
  private long rankStride;
  private long groupPeer;
  private long sourceRank;
  private long destinationRank;

  /** Reads the current value, an object if the trace is sound, into {@code event}. */
  void read(JsonParser json, Event event) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    clear();
    event.clearArgs();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      json.nextToken();
      readArg(key, json, event);
    }
    event.shapeElements = shapes.totalElements();
    event.shapeType = shapes.dataType();
    event.metadata = metadata();
  }

  private void clear() {
    shapes.clear();
    collectiveName = "";
    dtype = "";
    groupName = "";
    groupRanks = "";
    inElements = CommMetadata.ABSENT;
    outElements = CommMetadata.ABSENT;
    groupSize = CommMetadata.ABSENT;
    rankStart = CommMetadata.ABSENT;
    rankStride = CommMetadata.ABSENT;
    groupPeer = CommMetadata.ABSENT;
    sourceRank = CommMetadata.ABSENT;
    destinationRank = CommMetadata.ABSENT;
  }

  private void readArg(String key, JsonParser json, Event event) throws IOException {
    switch (key) {
      case "External id" -> event.externalId = number(json, Event.ABSENT);
      case "correlation" -> event.correlation = number(json, Event.ABSENT);
      case "graph node id" -> event.graphNode = number(json, Event.ABSENT);
      case "Seq" -> event.sequence = number(json, Event.ABSENT);
      case "Input Dims" -> shapes.readDims(json);
      case "Input type" -> shapes.readTypes(json);
      case "Collective name" -> collectiveName = text(json);
      case "dtype" -> dtype = text(json);
      case "In msg nelems" -> inElements = count(json);
      case "Out msg nelems" -> outElements = count(json);
      case "Group size" -> groupSize = count(json);
      case "Process Group Name" -> groupName = text(json);
      case "Process Group ID" -> groupName = groupName.isEmpty() ? text(json) : groupName;
      case "Process Group Ranks" -> groupRanks = text(json);
      case "Global rank start" -> rankStart = count(json);
      case "Global rank stride" -> rankStride = count(json);
      case "Rank" -> groupPeer = count(json);
      case "Src Rank" -> sourceRank = count(json);
      case "Dst Rank" -> destinationRank = count(json);
      default -> json.skipChildren();
    }
  }

  private CommMetadata metadata() {
    if (collectiveName.isEmpty() && groupName.isEmpty() && groupRanks.isEmpty()) {
      return CommMetadata.NONE;
    }
    return new CommMetadata(
        collectiveName,
        dtype,
        inElements,
        outElements,
        new Group(groupName, asInt(groupSize), groupRanks, asInt(rankStart), asInt(rankStride)),
        new Peer(
            asInt(groupPeer), asInt(collectiveName.equals("send") ? destinationRank : sourceRank)));
  }

  private static int asInt(long value) {
    return value > Integer.MAX_VALUE ? CommMetadata.ABSENT : (int) value;
  }

  private static long count(JsonParser json) throws IOException {
    long value = number(json, CommMetadata.ABSENT);
    return value < 0 ? CommMetadata.ABSENT : value;
  }

  private static long number(JsonParser json, long otherwise) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      return json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
          ? json.getBigIntegerValue().longValue()
          : json.getLongValue();
    }
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      return parsed(json.getText(), otherwise);
    }
    json.skipChildren();
    return otherwise;
  }

  private static long parsed(String text, long otherwise) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  private static String text(JsonParser json) throws IOException {
    if (json.currentToken().isScalarValue() && json.currentToken() != JsonToken.VALUE_NULL) {
      return json.getText();
    }
    json.skipChildren();
    return "";
  }
}
