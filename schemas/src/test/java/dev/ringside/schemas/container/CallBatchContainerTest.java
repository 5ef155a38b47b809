package dev.ringside.schemas.container;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.core.batch.CallBatch;
import dev.ringside.schemas.MalformedContainerException;
import dev.ringside.schemas.MalformedContainerException.Reason;
import dev.ringside.schemas.batch.CallBatchDecoder;
import dev.ringside.schemas.batch.DecodeTrace;
import dev.ringside.schemas.wire.AvroOracle;
import dev.ringside.schemas.wire.container.Compression;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallBatchContainerTest {

  private static final List<byte[]> BATCHES = new DecodeTrace().batches(20, 1, 1);

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(Compression.class)
  void whatWentInComesOutInOrder(Compression compression) throws Exception {
    byte[] container = Containers.written(settings(7, compression), BATCHES);

    assertThat(Containers.records(container)).containsExactlyElementsOf(BATCHES);
    try (CallBatchContainerReader reader = Containers.open(container)) {
      CallBatch first = reader.next().orElseThrow();
      assertThat(first.header()).isEqualTo(CallBatchDecoder.header(BATCHES.get(0)));
      assertThat(first.calls().size()).isEqualTo(20 * DecodeTrace.CALLS_A_STEP);
    }
  }

  @Test
  void aFileIsWrittenOverAndReadBack() throws Exception {
    Path file = Files.writeString(folder.resolve("calls.avro"), "x".repeat(1_000_000));
    try (CallBatchContainerWriter writer = CallBatchContainerWriter.open(file, 1)) {
      writer.append(BATCHES.get(0));
      assertThat(writer.batches()).isOne();
    }

    try (CallBatchContainerReader reader = CallBatchContainerReader.open(file)) {
      assertThat(reader.nextRecord()).hasValue(BATCHES.get(0));
      assertThat(reader.nextRecord()).isEmpty();
      assertThat(reader.nextRecord()).as("still").isEmpty();
      assertThat(reader.bytesRead()).isEqualTo(Files.size(file));
    }
  }

  @Test
  void theSameSeedAndBatchesGiveTheSameBytes() {
    assertThat(Containers.written(settings(7, Compression.ZSTD), BATCHES))
        .isEqualTo(Containers.written(settings(7, Compression.ZSTD), BATCHES))
        .isNotEqualTo(Containers.written(settings(8, Compression.ZSTD), BATCHES));
  }

  @Test
  void anotherAvroReadsIt() throws Exception {
    byte[] container = Containers.written(settings(7, Compression.ZSTD), BATCHES);

    try (DataFileReader<GenericRecord> file =
        new DataFileReader<>(new SeekableByteArrayInput(container), new GenericDatumReader<>())) {
      assertThat(file.getSchema()).isEqualTo(AvroOracle.current("CallBatch"));
      assertThat(file.getMetaString(ContainerSettings.VERSION_KEY)).isEqualTo("1");
      assertThat(file.getMetaString("scenario")).isEqualTo("clean");
      for (int rank = 0; rank < DecodeTrace.RANKS; rank++) {
        assertThat(file.next().get("rank")).isEqualTo(rank);
      }
      assertThat(file.hasNext()).isFalse();
    }
  }

  @Test
  void metadataIsReadBack() throws Exception {
    try (CallBatchContainerReader reader =
        Containers.open(Containers.written(settings(7, Compression.NONE), BATCHES))) {
      assertThat(reader.metadata())
          .containsEntry("scenario", "clean")
          .containsEntry(ContainerSettings.VERSION_KEY, "1")
          .containsKey("avro.schema");
    }
  }

  @Test
  void aContainerWithoutBatchesIsWhole() throws Exception {
    assertThat(Containers.records(Containers.written(ContainerSettings.of(1), List.of())))
        .isEmpty();
  }

  @Test
  void packedItIsSmaller() {
    assertThat(Containers.written(settings(7, Compression.ZSTD), BATCHES).length)
        .isLessThan(Containers.written(settings(7, Compression.NONE), BATCHES).length * 3 / 4);
  }

  @Test
  void memoryIsForABlockAndNotForTheFile() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    AtomicInteger written = new AtomicInteger();
    try (CallBatchContainerWriter writer =
        CallBatchContainerWriter.open(bytes, settings(7, Compression.NONE))) {
      for (int i = 0; i < 100; i++) {
        writer.append(BATCHES.get(i % BATCHES.size()));
        written.addAndGet(BATCHES.get(i % BATCHES.size()).length);
        assertThat(written.get() - bytes.size()).as("held back").isLessThan(1 << 18);
      }
    }
  }

  @Test
  void whatIsNoBatchOfThisReleaseIsNotAppended() throws Exception {
    byte[] other = BATCHES.get(0).clone();
    other[5] ^= 1;
    try (CallBatchContainerWriter writer =
        CallBatchContainerWriter.open(new ByteArrayOutputStream(), ContainerSettings.of(1))) {
      for (byte[] wrong : List.of(other, new byte[0], Arrays.copyOf(BATCHES.get(0), 9))) {
        assertThatThrownBy(() -> writer.append(wrong))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("not a record of the current schema");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"avro.codec", "ringside.container", "ringside.container.x"})
  void ourMetadataAndAvrosAreTaken(String name) {
    assertThatThrownBy(
            () ->
                new ContainerSettings(1, Compression.ZSTD, new TreeMap<>(Map.of(name, "anything"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name);
  }

  @Test
  void aNewerContainerNeedsANewerReader() {
    byte[] container = Containers.written(settings(7, Compression.NONE), BATCHES);
    int version = indexOf(container, "ringside.container") + "ringside.container".length() + 1;
    assertThat(container[version]).isEqualTo((byte) '1');
    container[version] = '2';

    assertThatThrownBy(() -> Containers.open(container))
        .isInstanceOfSatisfying(
            MalformedContainerException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.BAD_METADATA))
        .hasMessageContaining("ringside.container is 2; expected 1");
  }

  @Test
  void aBatchThatCannotBeDecodedIsNamedByItsPlace() {
    byte[] bad = BATCHES.get(1).clone();
    int calls = indexOf(bad, "gpu") + 3; // the start unit, 1
    bad[calls] = 6;
    byte[] container =
        Containers.written(
            settings(7, Compression.NONE), List.of(BATCHES.get(0), bad, BATCHES.get(2)));

    assertThatThrownBy(() -> Containers.decoded(container))
        .isInstanceOfSatisfying(
            MalformedContainerException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.BAD_RECORD);
              assertThat(e.block()).isZero();
            })
        .hasMessageContaining("record 1 of the block")
        .hasMessageContaining("start unit 3");
  }

  @Test
  void theStreamIsClosedAlsoIfItIsNoContainer() {
    AtomicInteger closed = new AtomicInteger();
    InputStream notOne =
        new ByteArrayInputStream(new byte[40]) {
          @Override
          public void close() {
            closed.incrementAndGet();
          }
        };

    assertThatThrownBy(() -> CallBatchContainerReader.open(notOne))
        .hasMessageContaining("NOT_A_CONTAINER at byte 0, in the header")
        .hasMessageContaining("expected 4f626a01");
    assertThat(closed).hasValue(1);
  }

  private static int indexOf(byte[] bytes, String text) {
    return new String(bytes, ISO_8859_1).indexOf(text);
  }

  private static ContainerSettings settings(long seed, Compression compression) {
    return new ContainerSettings(seed, compression, new TreeMap<>(Map.of("scenario", "clean")));
  }
}
