package dev.ringside.flink.kafka;

import dev.ringside.flink.record.KafkaRecord;
import dev.ringside.flink.type.Codecs;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;

/** Passes records of Kafka on with their bytes undecoded. Thread-safe: no state. */
public final class RawRecordDeserializer implements KafkaRecordDeserializationSchema<KafkaRecord> {
  private static final long serialVersionUID = 1L;

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<KafkaRecord> out) {
    out.collect(
        new KafkaRecord(
            record.topic(),
            record.partition(),
            record.offset(),
            appendedMs(record),
            record.key(),
            record.value()));
  }

  /** Not what a client says: in a topic that was set up otherwise, the broker's time is unknown. */
  private static long appendedMs(ConsumerRecord<byte[], byte[]> record) {
    return record.timestampType() == TimestampType.LOG_APPEND_TIME
        ? record.timestamp()
        : ConsumerRecord.NO_TIMESTAMP;
  }

  @Override
  public TypeInformation<KafkaRecord> getProducedType() {
    return Codecs.KAFKA_RECORD;
  }
}
