package dev.ringside.ingest.ras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ringside.core.bound.Bound;
import dev.ringside.core.progress.Place;
import dev.ringside.ingest.source.TraceInput;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * One answer of RAS.
 *
 * <p>Source: NCCL {@code src/ras/client_support.cc:rasClientRunJson}.
 *
 * @param timestamp as RAS writes it, {@code 2025-11-24 10:00:30}, in the zone of its host
 */
record RasPoll(Path file, String timestamp, List<RasCommunicator> communicators) {

  /** An answer of 16,384 ranks has half of it. */
  static final int MOST_BYTES = 32 << 20;

  private static final JsonMapper JSON = new JsonMapper();

  RasPoll {
    communicators = List.copyOf(communicators);
  }

  /**
   * Reads a file; lines before the JSON (a banner, {@code OK}) are passed over.
   *
   * @return null if it is sound and no answer of RAS
   */
  static RasPoll read(Path file, LongConsumer progress) throws UnreadableTraceException {
    try (InputStream in = new BufferedInputStream(TraceInput.open(file, progress))) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new IOException("more than %,d MiB".formatted(MOST_BYTES >> 20));
      }
      int start = 0;
      while (start < bytes.length && bytes[start] != '{') {
        start++;
      }
      if (start == bytes.length) {
        throw new EOFException("there is no JSON in it");
      }
      return poll(file, JSON.readTree(bytes, start, bytes.length - start));
    } catch (IOException e) {
      throw new UnreadableTraceException(
          file, "no answer of RAS can be read: " + e.getMessage(), e);
    }
  }

  private static RasPoll poll(Path file, JsonNode answer) {
    if (!answer.path("communicators").isArray() || !answer.has("nccl_version")) {
      return null;
    }
    List<RasCommunicator> communicators = new ArrayList<>();
    for (JsonNode one : answer.path("communicators")) {
      communicators.add(
          new RasCommunicator(
              Bound.NAME_BYTES.cut(one.path("hash").asText()),
              one.path("size").asInt(),
              ranks(one.path("ranks")),
              ranks(one.path("missing_ranks"))));
    }
    return new RasPoll(file, answer.path("timestamp").asText(), communicators);
  }

  private static List<RasRank> ranks(JsonNode list) {
    List<RasRank> ranks = new ArrayList<>();
    for (JsonNode one : list) {
      int rank = one.path("rank").asInt(-1);
      if (rank >= 0 && Bound.RANK_NUMBER.allows(rank)) {
        Place place =
            new Place(
                Bound.NAME_BYTES.cut(one.path("host").asText()),
                Math.max(0, one.path("pid").asLong()),
                Bound.NAME_BYTES.cut(one.path("cuda_dev").asText()));
        ranks.add(new RasRank(rank, place, counts(one), trouble(one.path("status"))));
      }
    }
    return ranks;
  }

  private static SortedMap<String, Long> counts(JsonNode rank) {
    SortedMap<String, Long> counts = new TreeMap<>();
    rank.path("collective_counts")
        .properties()
        .forEach(count -> counts.put(count.getKey(), count.getValue().asLong()));
    return counts;
  }

  private static String trouble(JsonNode status) {
    List<String> trouble = new ArrayList<>();
    for (String flag : List.of("unresponsive", "considered_dead", "abort_flag")) {
      if (status.path(flag).asBoolean()) {
        trouble.add(flag.replace('_', ' '));
      }
    }
    if (status.path("async_error").asInt() != 0) {
      trouble.add("error " + status.path("async_error").asInt());
    }
    return String.join(", ", trouble);
  }

  /** True if no rank has launched anything since {@code before}. */
  boolean standsStillSince(RasPoll before) {
    return before.counts().equals(counts());
  }

  private Map<String, SortedMap<String, Long>> counts() {
    Map<String, SortedMap<String, Long>> counts = new HashMap<>();
    for (RasCommunicator one : communicators) {
      one.ranks().forEach(rank -> counts.put(one.hash() + "/" + rank.rank(), rank.counts()));
    }
    return counts;
  }

  /** Each process's rank in the largest communicator it is in: its global rank. */
  Map<String, Integer> globalRanks() {
    Map<String, Integer> ranks = new HashMap<>();
    communicators.stream()
        .sorted((one, other) -> Integer.compare(other.size(), one.size()))
        .forEach(
            one -> {
              one.ranks().forEach(rank -> ranks.putIfAbsent(rank.process(), rank.rank()));
              one.missing().forEach(rank -> ranks.putIfAbsent(rank.process(), rank.rank()));
            });
    return ranks;
  }
}
