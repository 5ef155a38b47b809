package dev.ringside.exporter.kafka;

import dev.ringside.core.report.WindowReport;
import dev.ringside.exporter.series.ReadTally;
import dev.ringside.exporter.series.Replica;
import dev.ringside.exporter.series.SeriesTable;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.report.WindowReportCodec;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes records of {@code ringside.reports} into the table. A malformed one is counted and logged,
 * never fatal. A record without a value forgets the replica whose last window had its key.
 *
 * <p>Not thread-safe: for the one thread that reads.
 */
final class ReportDecoder {

  private static final Logger LOG = LoggerFactory.getLogger(ReportDecoder.class);

  private final SeriesTable table;
  private final ReadTally tally;
  private final Map<ByteBuffer, Replica> windowKeys = new HashMap<>();

  ReportDecoder(SeriesTable table, ReadTally tally) {
    this.table = table;
    this.tally = tally;
  }

  void take(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      forget(record.key());
      return;
    }
    try {
      take(record, WindowReportCodec.decode(record.value()));
    } catch (MalformedRecordException e) {
      tally.countMalformed(e.reason().label());
      LOG.warn(
          "{} partition {} offset {}: {}; the report is skipped",
          record.topic(),
          record.partition(),
          record.offset(),
          e.getMessage());
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record, WindowReport report) {
    if (report.scope() == WindowReport.Scope.WINDOW && record.key() != null) {
      windowKeys.put(
          ByteBuffer.wrap(record.key()), new Replica(report.deployment(), report.replica()));
    }
    if (table.accept(report, record.timestamp())) {
      tally.countTaken();
    } else {
      tally.countStale();
    }
  }

  private void forget(byte[] key) {
    Replica replica = key == null ? null : windowKeys.remove(ByteBuffer.wrap(key));
    if (replica != null) {
      table.forget(replica);
    }
  }
}
