package dev.ringside.bench.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.bench.kafka.HeldBacklog;
import dev.ringside.bench.load.RankBatch;
import dev.ringside.bench.wire.RecordedCall;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.collective.CallSignature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * Puts the calls of batches into a backlog as one Avro record each.
 *
 * <p>The record key is what the readers group by, and all records of a deployment lie in one
 * partition: Kafka Streams then needs no second trip through Kafka to group. That is the best case
 * for it; agents would key by rank.
 */
public final class CallRecords {

  private final SpecificDatumWriter<RecordedCall> writer =
      new SpecificDatumWriter<>(RecordedCall.class);
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
  private final Map<String, Integer> deployments = new HashMap<>();
  private final HeldBacklog backlog;
  private final int partitions;
  private final RecordedCall record = new RecordedCall();
  private BinaryEncoder encoder;

  public CallRecords(HeldBacklog backlog, int partitions) {
    this.backlog = backlog;
    this.partitions = partitions;
  }

  /** Adds every call of the batch. */
  public void add(RankBatch batch) throws IOException {
    CallColumns calls = batch.calls();
    String deployment = batch.header().deployment();
    int partition =
        deployments.computeIfAbsent(deployment, name -> deployments.size()) % partitions;
    record.setDeployment(deployment);
    record.setReplica(batch.header().replica());
    record.setRank(batch.header().rank());
    for (int row = 0; row < calls.size(); row++) {
      CallSignature signature = batch.signatures().get(calls.signature(row));
      record.setCommunicator(signature.communicator().name());
      record.setCollective(signature.collective().label());
      record.setDataType(signature.dataType().label());
      record.setBytes(RankBatch.messageBytes(signature));
      record.setStartNs(calls.startNs(row));
      record.setDurationNs(calls.durationNs(row));
      record.setSequence(calls.sequence(row));
      backlog.add(partition, key(record).getBytes(UTF_8), encoded());
    }
  }

  /** {@code deployment/collective/bytes}. */
  public static String key(RecordedCall call) {
    return call.getDeployment() + "/" + call.getCollective() + "/" + call.getBytes();
  }

  private byte[] encoded() throws IOException {
    bytes.reset();
    encoder = EncoderFactory.get().binaryEncoder(bytes, encoder);
    writer.write(record, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }
}
