package dev.ringside.flink.stage;

import dev.ringside.core.batch.BatchHeader;
import dev.ringside.flink.record.KafkaRecord;
import dev.ringside.flink.type.Codecs;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.deadletter.DeadLetter;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.OutputTag;

/** Sends records that cannot be read to their side output, and counts them. */
public final class DeadLetters {
  public static final OutputTag<DeadLetter> TAG =
      new OutputTag<>("dead-letters", Codecs.DEAD_LETTER);

  private final Counter sent;

  DeadLetters(Counter sent) {
    this.sent = sent;
  }

  void malformed(KafkaRecord record, MalformedRecordException why, SideOutput out) {
    send(
        DeadLetter.of(why, record.topic(), record.partition(), record.offset(), record.value()),
        out);
  }

  /** For a batch whose record key names another rank, or none. */
  void keyMismatch(KafkaRecord record, BatchHeader header, SideOutput out) {
    DeadLetter letter =
        new DeadLetter(
            "key_mismatch",
            record.topic(),
            record.partition(),
            record.offset(),
            "the record key \"%s\" does not name the batch's rank %s/%d/%d"
                .formatted(record.keyText(), header.deployment(), header.replica(), header.rank()),
            record.value());
    send(letter, out);
  }

  private void send(DeadLetter letter, SideOutput out) {
    sent.inc();
    out.send(TAG, letter);
  }
}
