package dev.ringside.flink.type;

import dev.ringside.core.books.LateCalls;
import dev.ringside.core.books.ReplicaTotals;
import dev.ringside.core.books.RunBooks;
import dev.ringside.core.books.WindowBooks;
import dev.ringside.core.engine.EngineJoin;
import dev.ringside.core.finding.FindingLog;
import dev.ringside.core.join.ReplicaJoin;
import dev.ringside.core.stream.RankStream;
import dev.ringside.flink.codec.DeadLettersCodec;
import dev.ringside.flink.codec.EngineJoinCodec;
import dev.ringside.flink.codec.FindingLogCodec;
import dev.ringside.flink.codec.KafkaRecordCodec;
import dev.ringside.flink.codec.KeyedBytesCodec;
import dev.ringside.flink.codec.LateCallsCodec;
import dev.ringside.flink.codec.RankStreamCodec;
import dev.ringside.flink.codec.ReplicaJoinCodec;
import dev.ringside.flink.codec.ReplicaTotalsCodec;
import dev.ringside.flink.codec.RunBooksCodec;
import dev.ringside.flink.codec.WindowBooksCodec;
import dev.ringside.flink.record.KafkaRecord;
import dev.ringside.flink.record.KeyedBytes;
import dev.ringside.schemas.deadletter.DeadLetter;
import java.util.Set;

/**
 * Every type that crosses an edge of a job or is kept in its state, each under a stable id.
 *
 * <p>Law: a checkpoint names a codec by its id only. An id is never changed and never given to
 * another codec; classes may be renamed and moved.
 */
public final class Codecs {
  private static final CodecTable TABLE = new CodecTable();

  public static final CodecTypeInformation<KafkaRecord> KAFKA_RECORD =
      TABLE.immutable("kafka-record", KafkaRecord.class, new KafkaRecordCodec());

  public static final CodecTypeInformation<KeyedBytes> KEYED_BYTES =
      TABLE.immutable("keyed-bytes", KeyedBytes.class, new KeyedBytesCodec());

  public static final CodecTypeInformation<DeadLetter> DEAD_LETTER =
      TABLE.immutable("dead-letter", DeadLetter.class, new DeadLettersCodec());

  public static final CodecTypeInformation<LateCalls> LATE_CALLS =
      TABLE.immutable("late-calls", LateCalls.class, new LateCallsCodec());

  public static final CodecTypeInformation<RankStream> RANK_STREAM =
      TABLE.mutable("rank-stream", RankStream.class, new RankStreamCodec());

  public static final CodecTypeInformation<ReplicaJoin> REPLICA_JOIN =
      TABLE.mutable("replica-join", ReplicaJoin.class, new ReplicaJoinCodec());

  public static final CodecTypeInformation<WindowBooks> WINDOW_BOOKS =
      TABLE.mutable("window-books", WindowBooks.class, new WindowBooksCodec());

  public static final CodecTypeInformation<RunBooks> RUN_BOOKS =
      TABLE.mutable("run-books", RunBooks.class, new RunBooksCodec());

  public static final CodecTypeInformation<ReplicaTotals> REPLICA_TOTALS =
      TABLE.mutable("replica-totals", ReplicaTotals.class, new ReplicaTotalsCodec());

  public static final CodecTypeInformation<EngineJoin> ENGINE_JOIN =
      TABLE.mutable("engine-join", EngineJoin.class, new EngineJoinCodec());

  public static final CodecTypeInformation<FindingLog> FINDING_LOG =
      TABLE.mutable("finding-log", FindingLog.class, new FindingLogCodec());

  private Codecs() {}

  /**
   * The type with this id.
   *
   * @throws IllegalStateException if there is none, with the ids there are
   */
  public static CodecTypeInformation<?> of(String id) {
    return TABLE.of(id);
  }

  static Set<String> ids() {
    return TABLE.ids();
  }
}
