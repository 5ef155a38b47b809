package dev.ringside.flink.stage;

import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.bound.Bound;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.flink.record.KafkaRecord;
import dev.ringside.flink.type.Codecs;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.deadletter.DeadLetter;
import dev.ringside.schemas.topic.BatchKey;
import java.util.Optional;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.OutputTag;

/** Sends records that cannot be read to their side output, and counts them. */
public final class DeadLetters {
  public static final OutputTag<DeadLetter> TAG =
      new OutputTag<>("dead-letters", Codecs.DEAD_LETTER);

  private final Counter sent;
  private final boolean silent;

  DeadLetters(Counter sent) {
    this(sent, false);
  }

  private DeadLetters(Counter sent, boolean silent) {
    this.sent = sent;
    this.silent = silent;
  }

  /**
   * For records that every task of the stage receives: the first task sends and counts, the others
   * are silent, so that one bad record is one dead letter at any parallelism.
   */
  DeadLetters ofBroadcastRecords(int task) {
    return new DeadLetters(sent, task != 0);
  }

  void malformed(KafkaRecord record, MalformedRecordException why, SideOutput out) {
    send(
        DeadLetter.of(why, record.topic(), record.partition(), record.offset(), record.value()),
        out);
  }

  /** For a batch whose record key names another rank, or none. */
  void keyMismatch(KafkaRecord record, BatchHeader header, SideOutput out) {
    refuse(
        record,
        DeadLetter.KEY_MISMATCH,
        "the record key \"%s\" does not name the batch's rank %s/%d/%d"
            .formatted(
                Bound.NAME_BYTES.cut(record.keyText()),
                header.deployment(),
                header.replica(),
                header.rank()),
        out);
  }

  /** For a batch of iterations whose record key names another replica, or none. */
  void keyMismatch(KafkaRecord record, BatchKey named, SideOutput out) {
    refuse(
        record,
        DeadLetter.KEY_MISMATCH,
        "the record key \"%s\" does not name the batch's replica %s"
            .formatted(Bound.NAME_BYTES.cut(record.keyText()), named),
        out);
  }

  /** For a record on which the stage failed. */
  void internalError(KafkaRecord record, RuntimeException why, SideOutput out) {
    StackTraceElement[] trace = why.getStackTrace();
    String where = trace.length == 0 ? "an unknown place" : trace[0].toString();
    refuse(record, DeadLetter.INTERNAL_ERROR, "%s at %s".formatted(why, where), out);
  }

  /** For a record that is refused for another reason than its bytes. */
  void refuse(KafkaRecord record, String reason, String detail, SideOutput out) {
    send(
        new DeadLetter(
            reason,
            record.topic(),
            record.partition(),
            record.offset(),
            detail,
            record.value() == null ? new byte[0] : record.value()),
        out);
  }

  /** For calls on a tenant's topic that name another tenant's deployment, or none that is known. */
  void wrongTenant(KafkaRecord record, String named, Optional<Deployment> against, SideOutput out) {
    String owner =
        against
            .map(deployment -> "belongs to " + deployment.tenant())
            .orElse("is not published, and only the default tenant's may be missing");
    refuse(
        record,
        DeadLetter.WRONG_TENANT,
        "deployment \"%s\" %s".formatted(Bound.NAME_BYTES.cut(named), owner),
        out);
  }

  private void send(DeadLetter letter, SideOutput out) {
    if (silent) {
      return;
    }
    sent.inc();
    out.send(TAG, letter);
  }
}
