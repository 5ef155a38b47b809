package dev.ringside.schemas.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.schemas.MalformedContainerException;
import dev.ringside.schemas.MalformedContainerException.Reason;
import dev.ringside.schemas.wire.container.Compression;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CallBatchContainerProperties {

  static LongStream seeds() {
    return LongStream.range(0, 60);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void allBatchesComeBackAsTheyWere(long seed) throws Exception {
    List<byte[]> batches = Containers.arbitraryBatches(seed, 1 + (int) seed);

    assertThat(Containers.records(Containers.written(settings(seed), batches)))
        .containsExactlyElementsOf(batches);
  }

  /** Cut anywhere, it is what came before, or is refused where it ends. */
  @ParameterizedTest
  @MethodSource("seeds")
  void aCutIsNoticedUnlessItIsBetweenBlocks(long seed) throws Exception {
    List<byte[]> batches = Containers.arbitraryBatches(seed, 100);
    byte[] whole = Containers.written(settings(seed), batches);
    Random random = new Random(seed);
    for (int i = 0; i < 30; i++) {
      int length = random.nextInt(whole.length);
      byte[] cut = Arrays.copyOf(whole, length);
      try {
        List<byte[]> rest = Containers.records(cut);
        assertThat(rest).containsExactlyElementsOf(batches.subList(0, rest.size()));
        assertThat(endsWithSync(cut, whole)).isTrue();
      } catch (MalformedContainerException e) {
        assertThat(e.reason()).isIn(Reason.TRUNCATED, Reason.NOT_A_CONTAINER);
        assertThat(e.offset()).isBetween(0L, (long) length);
      }
    }
  }

  private static boolean endsWithSync(byte[] cut, byte[] whole) {
    return Arrays.equals(cut, cut.length - 16, cut.length, whole, whole.length - 16, whole.length);
  }

  /**
   * Behind the header of a packed file, each wrong bit is noticed unless it changes nothing: a few
   * bits of a Zstandard frame have no meaning.
   */
  @ParameterizedTest
  @MethodSource("seeds")
  void aFlippedBitInAPackedBlockIsNoticedOrChangesNothing(long seed) throws Exception {
    byte[] sound = Containers.written(packed(seed), Containers.arbitraryBatches(seed, 40));
    int header = Containers.written(packed(seed), List.of()).length;
    Random random = new Random(seed);
    int harmless = 0;
    for (int i = 0; i < 30; i++) {
      byte[] damaged = sound.clone();
      damaged[header + random.nextInt(sound.length - header)] ^= (byte) (1 << random.nextInt(8));
      if (isRead(damaged)) {
        harmless++;
        assertThat(Containers.records(damaged))
            .as("flip %d", i)
            .containsExactlyElementsOf(Containers.records(sound));
      }
    }
    assertThat(harmless).isLessThanOrEqualTo(1);
  }

  private static boolean isRead(byte[] container) {
    try {
      Containers.decoded(container);
      return true;
    } catch (MalformedContainerException e) {
      assertThat(e.offset()).isBetween(0L, (long) container.length);
      assertThat(e.getMessage()).contains(e.reason().name());
      return false;
    }
  }

  private static ContainerSettings packed(long seed) {
    return ContainerSettings.of(seed);
  }

  private static ContainerSettings settings(long seed) {
    Compression[] all = Compression.values();
    return new ContainerSettings(seed, all[(int) (seed % all.length)], new TreeMap<>());
  }
}
