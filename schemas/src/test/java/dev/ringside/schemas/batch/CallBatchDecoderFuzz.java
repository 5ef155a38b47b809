package dev.ringside.schemas.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.management.ThreadMXBean;
import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.CallBatch;
import dev.ringside.schemas.MalformedRecordException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever the bytes, a decoder returns or throws its one exception, and takes memory in proportion
 * to the record. {@code JAZZER_FUZZ=1} lets jazzer search on; without it the seeds are replayed.
 */
class CallBatchDecoderFuzz {

  private static final int MUTATIONS = 100_000;

  /** Objects for one byte of input: a rank of a communicator is the worst, boxed and copied. */
  private static final long BYTES_FOR_A_BYTE = 400;

  /** For what does not grow with the record: an exception with its stack trace, readers. */
  private static final long BYTES_AT_LEAST = 64_000;

  @FuzzTest(maxDuration = "2m")
  void onlyTheDeclaredExceptionEscapes(byte[] record) {
    decodes(record);
    decodes(withPrefix(record));
  }

  /** Past the fingerprint, where a search by chance would never come. */
  private static byte[] withPrefix(byte[] body) {
    byte[] record = Arrays.copyOf(new RawBatch().bytes(), 10 + body.length);
    System.arraycopy(body, 0, record, 10, body.length);
    return record;
  }

  @Test
  void aHundredThousandMutationsFindNothingElse() {
    List<byte[]> seeds = seeds();
    Random random = new Random(42);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int sound = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] mutant = mutate(seeds.get(random.nextInt(seeds.size())), seeds, random);
      long before = threads.getCurrentThreadAllocatedBytes();
      sound += decodes(mutant) ? 1 : 0;
      long taken = threads.getCurrentThreadAllocatedBytes() - before;
      assertThat(taken)
          .as("bytes taken for a record of %d, mutation %d", mutant.length, i)
          .isLessThan(BYTES_AT_LEAST + BYTES_FOR_A_BYTE * mutant.length);
    }
    assertThat(sound).as("mutants that still read").isBetween(1, MUTATIONS - 1);
  }

  /** Sequence numbers nobody asks for are no less checked. */
  @Test
  void aReaderWithoutSequencesRefusesWhatTheDecoderRefuses() {
    List<byte[]> seeds = seeds();
    Random random = new Random(43);
    CallBatchReader reader = CallBatchDecoder.readerWithoutSequences();
    for (int i = 0; i < MUTATIONS / 10; i++) {
      byte[] mutant = mutate(seeds.get(random.nextInt(seeds.size())), seeds, random);
      assertThat(reads(reader, mutant)).as("mutation %d", i).isEqualTo(decodes(mutant));
    }
  }

  private static boolean reads(CallBatchReader reader, byte[] record) {
    try {
      reader.read(record);
      return true;
    } catch (MalformedRecordException e) {
      return false;
    }
  }

  private static List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>(new DecodeTrace().batches(1, 1, 1).subList(0, 2));
    seeds.addAll(new DecodeTrace().batches(1, 1000, 100).subList(0, 2));
    seeds.add(new RawBatch().bytes());
    for (long seed = 0; seed < 20; seed++) {
      ArbitraryBatch arbitrary = new ArbitraryBatch(seed);
      var signatures = arbitrary.signatures();
      var calls = arbitrary.calls(signatures);
      seeds.add(
          new CallBatchEncoder().encode(arbitrary.header(), signatures, calls, 0, calls.size()));
    }
    return seeds;
  }

  private static byte[] mutate(byte[] seed, List<byte[]> seeds, Random random) {
    byte[] mutant = seed.clone();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      int at = 10 + random.nextInt(Math.max(1, mutant.length - 10));
      mutant =
          switch (random.nextInt(5)) {
            case 0 -> Arrays.copyOf(mutant, at);
            case 1 -> flip(mutant, at, random);
            case 2 -> splice(mutant, at, varint(random));
            case 3 -> splice(mutant, at, slice(seeds.get(random.nextInt(seeds.size())), random));
            default -> cut(mutant, at, 1 + random.nextInt(4));
          };
    }
    return mutant;
  }

  private static byte[] flip(byte[] bytes, int at, Random random) {
    if (at < bytes.length) {
      bytes[at] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  /** A length that may be anything from 0 to the largest. */
  private static byte[] varint(Random random) {
    byte[] varint = new byte[1 + random.nextInt(10)];
    random.nextBytes(varint);
    for (int i = 0; i < varint.length - 1; i++) {
      varint[i] |= (byte) 0x80;
    }
    varint[varint.length - 1] &= 0x7F;
    return varint;
  }

  private static byte[] slice(byte[] bytes, Random random) {
    int from = random.nextInt(bytes.length);
    return Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + random.nextInt(64)));
  }

  /** {@code piece} written over what stands at {@code at}. */
  private static byte[] splice(byte[] bytes, int at, byte[] piece) {
    byte[] spliced = Arrays.copyOf(bytes, Math.max(bytes.length, at + piece.length));
    System.arraycopy(piece, 0, spliced, at, piece.length);
    return spliced;
  }

  private static byte[] cut(byte[] bytes, int at, int length) {
    if (at + length > bytes.length) {
      return bytes;
    }
    byte[] rest = Arrays.copyOf(bytes, bytes.length - length);
    System.arraycopy(bytes, at + length, rest, at, rest.length - at);
    return rest;
  }

  /** True if the record read; any exception but the declared one fails the test. */
  private static boolean decodes(byte[] record) {
    try {
      BatchHeader header = CallBatchDecoder.header(record);
      CallBatch batch = CallBatchDecoder.decode(record);
      assertThat(batch.header()).isEqualTo(header);
      assertThat(batch.calls().size()).isEqualTo(header.calls());
      return true;
    } catch (MalformedRecordException e) {
      assertThat(e.offset()).isBetween(0L, (long) record.length);
      return false;
    }
  }
}
