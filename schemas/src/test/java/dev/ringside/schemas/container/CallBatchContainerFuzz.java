package dev.ringside.schemas.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.management.ThreadMXBean;
import dev.ringside.schemas.MalformedContainerException;
import dev.ringside.schemas.wire.container.Compression;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Whatever the bytes of a file, a reader comes to its end or throws its one exception, and takes
 * memory in proportion to the file. {@code JAZZER_FUZZ=1} lets jazzer search on.
 */
class CallBatchContainerFuzz {

  private static final int MUTATIONS = 20_000;

  /** Batches are decoded too: see CallBatchDecoderFuzz; and packed ones grow once more. */
  private static final long BYTES_FOR_A_BYTE = 1_000;

  /** Buffers, the schema as Avro's parser sees it, a codec for each block. */
  private static final long BYTES_AT_LEAST = 4_000_000;

  private static final byte[] HEADER =
      Containers.written(new ContainerSettings(1, Compression.NONE, new TreeMap<>()), List.of());

  @FuzzTest(maxDuration = "2m")
  void onlyTheDeclaredExceptionEscapes(byte[] file) {
    isRead(file);
    isRead(withHeader(file));
  }

  /** Past the header, where a search by chance would never come. */
  private static byte[] withHeader(byte[] blocks) {
    byte[] file = Arrays.copyOf(HEADER, HEADER.length + blocks.length);
    System.arraycopy(blocks, 0, file, HEADER.length, blocks.length);
    return file;
  }

  @Test
  void twentyThousandMutationsFindNothingElse() {
    List<byte[]> seeds = seeds();
    Random random = new Random(42);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int sound = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] mutant = mutate(seeds.get(random.nextInt(seeds.size())), random);
      long before = threads.getCurrentThreadAllocatedBytes();
      sound += isRead(mutant) ? 1 : 0;
      assertThat(threads.getCurrentThreadAllocatedBytes() - before)
          .as("bytes taken for a file of %d, mutation %d", mutant.length, i)
          .isLessThan(BYTES_AT_LEAST + BYTES_FOR_A_BYTE * mutant.length);
    }
    assertThat(sound).as("mutants that still read").isBetween(1, MUTATIONS - 1);
  }

  private static List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (long seed = 0; seed < 6; seed++) {
      for (Compression compression : Compression.values()) {
        seeds.add(
            Containers.written(
                new ContainerSettings(seed, compression, new TreeMap<>()),
                Containers.arbitraryBatches(seed, 1 + (int) seed)));
      }
    }
    return seeds;
  }

  /** Half of the mutants keep the header, which is most of a small file. */
  private static byte[] mutate(byte[] seed, Random random) {
    byte[] mutant = seed.clone();
    int from = random.nextBoolean() ? HEADER.length : 0;
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      int at = Math.min(mutant.length, from + random.nextInt(Math.max(1, mutant.length - from)));
      mutant =
          switch (random.nextInt(4)) {
            case 0 -> Arrays.copyOf(mutant, at);
            case 1 -> flipped(mutant, at, random);
            case 2 -> overwritten(mutant, at, varint(random));
            default -> without(mutant, at, 1 + random.nextInt(4));
          };
    }
    return mutant;
  }

  private static byte[] flipped(byte[] bytes, int at, Random random) {
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

  private static byte[] overwritten(byte[] bytes, int at, byte[] piece) {
    byte[] result = Arrays.copyOf(bytes, Math.max(bytes.length, at + piece.length));
    System.arraycopy(piece, 0, result, at, piece.length);
    return result;
  }

  private static byte[] without(byte[] bytes, int at, int length) {
    if (at + length > bytes.length) {
      return bytes;
    }
    byte[] rest = Arrays.copyOf(bytes, bytes.length - length);
    System.arraycopy(bytes, at + length, rest, at, rest.length - at);
    return rest;
  }

  /** True if the file was read to its end; any exception but the declared one fails the test. */
  private static boolean isRead(byte[] file) {
    try {
      Containers.decoded(file);
      return true;
    } catch (MalformedContainerException e) {
      assertThat(e.offset()).isBetween(0L, (long) file.length);
      assertThat(e.block()).isGreaterThanOrEqualTo(MalformedContainerException.HEADER);
      return false;
    }
  }
}
