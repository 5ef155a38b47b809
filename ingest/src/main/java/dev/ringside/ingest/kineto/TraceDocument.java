package dev.ringside.ingest.kineto;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.core.account.RejectReason;
import dev.ringside.core.bound.Bound;
import dev.ringside.core.collective.Sight;
import dev.ringside.ingest.kineto.json.BrokenJsonException;
import dev.ringside.ingest.kineto.json.JsonStream;
import dev.ringside.ingest.source.CallSink;
import dev.ringside.ingest.source.FileNameRank;
import dev.ringside.ingest.source.KnownTimes;
import dev.ringside.ingest.source.Note;
import dev.ringside.ingest.source.RankInfo;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeSet;

/** The envelope of one trace: its keys come in any order, those that matter often last. */
final class TraceDocument {

  private static final String UNLABELLED = "";

  private final Path file;
  private final Map<String, CallAssembly> ranks = new LinkedHashMap<>();
  private final EventParser events = new EventParser();
  private final Event event = new Event();

  private boolean hasEvents;
  private boolean amd;
  private long baseNs;
  private String host = "";
  private String vllmVersion = "";
  private JsonNode distributedInfo;

  TraceDocument(Path file) {
    this.file = file;
  }

  /**
   * @return false if this is sound JSON but not a trace
   */
  boolean read(JsonStream json) throws IOException {
    json.begin();
    if (json.isAtEnd()) {
      throw new BrokenJsonException("the file is empty");
    }
    if (json.isObject()) {
      for (json.enter(); json.nextField(); ) {
        readField(json.field(), json);
      }
    } else if (json.isArray()) {
      readEvents(json);
      hasEvents = events.hasSeenAnEvent();
    } else {
      json.skip();
    }
    if (!json.isAtEnd()) {
      throw new BrokenJsonException("more text after the end of the JSON (two files in one?)");
    }
    return hasEvents;
  }

  private void readField(String key, JsonStream json) throws IOException {
    switch (key) {
      case "traceEvents" -> {
        if (!json.isArray()) {
          throw new BrokenJsonException("traceEvents is not an array");
        }
        hasEvents = true;
        readEvents(json);
      }
      case "distributedInfo" -> distributedInfo = tree(json.raw());
      case "baseTimeNanoseconds" -> baseNs = json.integer(baseNs);
      case "host_name" -> host = json.text();
      case "vllm_version" -> vllmVersion = Bound.NAME_BYTES.cut(json.text());
      default -> {
        amd |= key.startsWith("hip_") || key.startsWith("roctracer_");
        json.skip();
      }
    }
  }

  private static JsonNode tree(byte[] json) throws IOException {
    try {
      return KinetoReader.JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new BrokenJsonException("distributedInfo: " + e.getOriginalMessage());
    }
  }

  private void readEvents(JsonStream json) throws IOException {
    for (json.enter(); json.nextElement(); ) {
      if (!json.isObject()) {
        json.skip();
        of(UNLABELLED).reject(RejectReason.NOT_AN_OBJECT);
      } else if (events.read(json, event)) {
        of(event.label).add(event);
      }
    }
  }

  private CallAssembly of(String label) {
    return ranks.computeIfAbsent(label, unseen -> new CallAssembly());
  }

  /**
   * Hands over the calls, now that time base, rank and groups are known.
   *
   * @throws UnreadableTraceException if neither the trace nor its file name tells the rank
   */
  void finish(CallSink sink) throws UnreadableTraceException {
    ProcessGroups groups = new ProcessGroups(distributedInfo);
    CallAssembly unlabelled = of(UNLABELLED);
    boolean merged = ranks.size() > 1;
    OptionalInt rank = rank(groups);
    if (!merged && rank.isEmpty() && unlabelled.isSilent()) {
      sink.note(new Note.Aside("a trace without a rank and without communication: a front end's?"));
      return;
    }
    sink.note(new Note.Timing(KnownTimes.EXACT));
    groups.describe(sink::note);
    if (!merged || !unlabelled.isSilent()) {
      finish(rank.orElseThrow(this::noRank), groups, unlabelled, sink);
    }
    if (merged) {
      finishMerged(groups, sink);
    }
  }

  private void finishMerged(ProcessGroups groups, CallSink sink) {
    TreeSet<String> labels = new TreeSet<>(ranks.keySet());
    labels.remove(UNLABELLED);
    MergedRank.of(labels)
        .forEach((label, rank) -> finish(rank, groups.of(rank), ranks.get(label), sink));
  }

  private void finish(int rank, ProcessGroups groups, CallAssembly calls, CallSink sink) {
    SignatureRules rules = new SignatureRules(rank, amd, groups);
    calls.finish(
        baseNs,
        rules,
        vllmVersion,
        sink.rank(new RankInfo(rank, groups.worldSize(), host).by(Sight.KINETO)));
  }

  private OptionalInt rank(ProcessGroups groups) {
    return groups.rank().isPresent() ? groups.rank() : FileNameRank.of(file);
  }

  private UnreadableTraceException noRank() {
    return new UnreadableTraceException(
        file,
        "does not say which rank it is of: the trace has no distributedInfo.rank and the"
            + " file name has no rank; rename it to rank0.json or the like");
  }
}
