package dev.ringside.schemas.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.core.collective.Transport;
import dev.ringside.schemas.MalformedRecordException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KnownDictionariesTest {

  private final CallBatchEncoder encoder = new CallBatchEncoder();
  private long batches;
  private final CallBatchReader reader = CallBatchDecoder.reader();

  @Test
  void theSameDictionaryIsTheSameTable() throws MalformedRecordException {
    SignatureTable first = reader.read(batch(4096, 1)).signatures();
    assertThat(reader.read(batch(4096, 1)).signatures()).isSameAs(first);
    assertThat(first.get(0)).isEqualTo(signature(4096, 1));
  }

  /** However short it is: what follows it is no part of what it is known by. */
  @Test
  void otherCallsHaveTheSameTable() throws MalformedRecordException {
    for (int ranks : new int[] {2, 8, 4096}) {
      SignatureTable first = reader.read(batch(ranks, 1)).signatures();
      assertThat(reader.read(batch(ranks, 1)).signatures()).isSameAs(first);
    }
  }

  /** Alike for thousands of bytes, and then not. */
  @Test
  void anotherDictionaryIsNeverTakenForOneThatBeginsAlike() throws MalformedRecordException {
    for (int round = 0; round < 3; round++) {
      for (long elements = 1; elements < 5; elements++) {
        assertThat(reader.read(batch(4096, elements)).signatures().get(0))
            .isEqualTo(signature(4096, elements));
      }
    }
  }

  @Test
  void whatIsKeptIsBounded() throws MalformedRecordException {
    KnownDictionaries known = new KnownDictionaries(BatchFormat.RELEASED.dictionary());
    for (int ranks = 2; ranks < 3000; ranks++) {
      byte[] record = batch(ranks, ranks);
      BatchFormat.RELEASED
          .format()
          .peek(
              record,
              in -> {
                HeaderFields.read(in);
                return known.read(in);
              });
    }
    assertThat(known.size()).isBetween(50, 1024);
  }

  private byte[] batch(int ranks, long elements) {
    SignatureTable table = new SignatureTable();
    CallColumns calls = new CallColumns();
    long startNs = ++batches * 1_000;
    calls.add(table.idOf(signature(ranks, elements)), startNs, 7 * batches, batches);
    return encoder.encode(new ArbitraryBatch(1).header(), table, calls, 0, 1);
  }

  private static CallSignature signature(int ranks, long elements) {
    return new CallSignature(
        new Communicator("tp", ranks, IntStream.range(0, ranks).boxed().toList()),
        Collective.ALL_REDUCE,
        DataType.BFLOAT16,
        elements,
        Transport.NCCL,
        TimingQuality.GPU_NS,
        CallSignature.NO_PEER,
        0);
  }
}
