package dev.ringside.ingest.kineto;

import dev.ringside.core.collective.DataType;
import dev.ringside.ingest.kineto.CommMetadata.Group;
import dev.ringside.ingest.kineto.CommMetadata.Peer;
import dev.ringside.ingest.kineto.json.JsonStream;
import dev.ringside.ingest.naming.Operator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the {@code args} of an event: links, torch.distributed's metadata and tensor shapes.
 * Unknown keys are passed over, values of an unexpected type count as absent.
 *
 * <p>Source: torch {@code csrc/profiler/util.cpp:saveNcclMeta}, kineto {@code
 * output_json.cpp:appendCollectiveArgs}.
 */
final class EventArgs {

  private final TensorShapes shapes = new TensorShapes();
  private final List<String> concrete = new ArrayList<>();

  private boolean read;
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

  /** Forgets the event before. */
  void begin() {
    read = false;
  }

  /** Reads the current value, an object if the trace is sound, into {@code event}. */
  void read(JsonStream json, Event event) throws IOException {
    if (!json.isObject()) {
      json.skip();
      return;
    }
    clear();
    read = true;
    event.clearArgs();
    for (json.enter(); json.nextField(); ) {
      readArg(json.field(), json, event);
    }
    event.shapeElements = shapes.totalElements();
    event.shapeType = shapes.dataType();
    event.metadata = metadata();
  }

  private void clear() {
    shapes.clear();
    concrete.clear();
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

  private void readArg(String key, JsonStream json, Event event) throws IOException {
    switch (key) {
      case "External id" -> event.externalId = json.integer(Event.ABSENT);
      case "correlation" -> event.correlation = json.integer(Event.ABSENT);
      case "graph node id" -> event.graphNode = json.integer(Event.ABSENT);
      case "Seq" -> event.sequence = json.integer(Event.ABSENT);
      case "Input Dims" -> shapes.readDims(json);
      case "Input type" -> shapes.readTypes(json);
      case "Concrete Inputs" -> readConcrete(json);
      case "Collective name" -> collectiveName = json.word();
      case "dtype" -> dtype = json.word();
      case "In msg nelems" -> inElements = count(json);
      case "Out msg nelems" -> outElements = count(json);
      case "Group size" -> groupSize = count(json);
      case "Process Group Name" -> groupName = json.word();
      case "Process Group ID" -> groupName = groupName.isEmpty() ? json.word() : skipped(json);
      case "Process Group Ranks" -> groupRanks = json.word();
      case "Global rank start" -> rankStart = count(json);
      case "Global rank stride" -> rankStride = count(json);
      case "Rank" -> groupPeer = count(json);
      case "Src Rank" -> sourceRank = count(json);
      case "Dst Rank" -> destinationRank = count(json);
      default -> json.skip();
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

  private String skipped(JsonStream json) throws IOException {
    json.skip();
    return groupName;
  }

  private static long count(JsonStream json) throws IOException {
    long value = json.integer(CommMetadata.ABSENT);
    return value < 0 ? CommMetadata.ABSENT : value;
  }

  /** The inputs that are no tensors, as text; empty for the others. */
  private void readConcrete(JsonStream json) throws IOException {
    concrete.clear();
    if (!json.isArray()) {
      json.skip();
      return;
    }
    for (json.enter(); json.nextElement(); ) {
      concrete.add(json.word());
    }
  }

  /** What the event's inputs say, if it is a call of {@code operator}. */
  OperatorCall call(Operator operator) {
    if (!read) {
      return new OperatorCall(operator.collective(), CommMetadata.ABSENT, DataType.UNKNOWN, "", 0);
    }
    TensorShapes.Tensor message = shapes.tensor(operator.message());
    int place = concrete.size() - operator.group();
    String group = operator.group() > 0 && place >= 0 ? concrete.get(place) : "";
    return new OperatorCall(
        operator.collective(), message.elements(), message.type(), group, message.width());
  }
}
