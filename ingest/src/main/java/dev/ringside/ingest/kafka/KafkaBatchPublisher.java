package dev.ringside.ingest.kafka;

import dev.ringside.ingest.replay.BatchSink;
import dev.ringside.ingest.replay.PublishException;
import dev.ringside.schemas.topic.RecordKey;
import dev.ringside.schemas.topic.Topics;
import java.time.Duration;

/**
 * Publishes batches to {@link Topics#CALLS}: idempotent, acknowledged by all replicas, compressed,
 * at most 8 MiB under way.
 */
public final class KafkaBatchPublisher implements BatchSink, AutoCloseable {

  private static final long MAX_BYTES_UNDER_WAY = 8L * 1024 * 1024;

  private final AckedProducer producer;

  private KafkaBatchPublisher(AckedProducer producer) {
    this.producer = producer;
  }

  /**
   * @throws PublishException if no broker that knows the topic answers within 10 s
   */
  public static KafkaBatchPublisher connect(ProducerSettings settings)
      throws PublishException, InterruptedException {
    return new KafkaBatchPublisher(
        AckedProducer.connect(settings, Topics.CALLS, MAX_BYTES_UNDER_WAY));
  }

  @Override
  public void send(RecordKey key, byte[] value) throws PublishException, InterruptedException {
    producer.send(Topics.CALLS, key.bytes(), value);
  }

  @Override
  public boolean flush(Duration atMost) throws PublishException, InterruptedException {
    return producer.flush(atMost);
  }

  @Override
  public long acknowledged() {
    return producer.acknowledged();
  }

  @Override
  public void close() {
    producer.close();
  }
}
