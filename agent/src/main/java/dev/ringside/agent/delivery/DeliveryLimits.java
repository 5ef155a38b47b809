package dev.ringside.agent.delivery;

import java.time.Duration;

/**
 * What a publisher may hold besides the spool.
 *
 * @param queued batches that were offered and are not yet written
 * @param inMemory batches that wait in memory while the disk refuses, or where there is no spool
 * @param underWay batches handed to Kafka and not acknowledged
 * @param largestBatch bytes
 * @param age after which a batch is not sent any more
 * @param closing how long closing waits for what is under way
 */
public record DeliveryLimits(
    int queued, int inMemory, int underWay, int largestBatch, Duration age, Duration closing) {}
