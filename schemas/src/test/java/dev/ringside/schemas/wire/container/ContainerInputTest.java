package dev.ringside.schemas.wire.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.schemas.MalformedContainerException;
import dev.ringside.schemas.MalformedContainerException.Reason;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.deployment.DeploymentCodec;
import dev.ringside.schemas.wire.AvroOracle;
import dev.ringside.schemas.wire.RecordFormat;
import dev.ringside.schemas.wire.SchemaHistory;
import dev.ringside.schemas.wire.WireWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.apache.avro.Schema;
import org.apache.avro.file.Codec;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are not ours, and files laid out by hand. */
class ContainerInputTest {

  private static final Schema OLD =
      Schema.createRecord("Thing", "", "dev.ringside.test", false, List.of(field("name")));
  private static final Schema NEW =
      Schema.createRecord(
          "Thing", "", "dev.ringside.test", false, List.of(field("name"), field("colour")));
  private static final RecordFormat THING = AvroOracle.formatOf(List.of(OLD, NEW));

  private static Schema.Field field(String name) {
    return new Schema.Field(name, Schema.create(Schema.Type.STRING), "", "none");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "deflate", "zstandard", "bzip2"})
  void anyCodecAndManyRecordsABlock(String codec) throws Exception {
    byte[] file = byAvro(OLD, CodecFactory.fromString(codec), 1000, 1 << 14);

    List<byte[]> records = records(THING, file);

    assertThat(records).hasSize(1000);
    for (int i = 0; i < records.size(); i++) {
      assertThat(names(records.get(i))).isEqualTo("thing " + i + ", none");
    }
  }

  @Test
  void anOlderReleaseKeepsItsFingerprint() throws Exception {
    byte[] record = records(THING, byAvro(OLD, CodecFactory.nullCodec(), 1, 100)).get(0);
    byte[] newer = records(THING, byAvro(NEW, CodecFactory.nullCodec(), 1, 100)).get(0);

    assertThat(Arrays.copyOf(record, 10))
        .isEqualTo(THING.prefix(SchemaHistory.fingerprintOf(OLD)))
        .isNotEqualTo(Arrays.copyOf(newer, 10));
    assertThat(names(newer)).isEqualTo("thing 0, red");
  }

  @Test
  void aSchemaWithoutItsCommentsIsTheSame() throws Exception {
    Schema bare =
        new Schema.Parser()
            .parse(
                """
                {"name":"dev.ringside.test.Thing","type":"record",
                 "fields":[{"name":"name","type":"string"}]}\
                """);
    assertThat(records(THING, byAvro(bare, CodecFactory.nullCodec(), 3, 100))).hasSize(3);
  }

  @Test
  void aReleasedDeploymentDecodes() throws Exception {
    RecordFormat format = RecordFormat.of("Deployment");
    byte[] golden;
    try (var in = getClass().getResourceAsStream("/golden/Deployment-5.bin")) {
      golden = in.readAllBytes();
    }
    Layout layout = new Layout();
    layout.schema = AvroOracle.current("Deployment").toString();
    layout.block(1, Arrays.copyOfRange(golden, 10, golden.length));

    byte[] record = records(format, layout.bytes()).get(0);

    assertThat(record).isEqualTo(golden);
    assertThat(DeploymentCodec.decode(record)).isEqualTo(DeploymentCodec.decode(golden));
  }

  @Test
  void emptyBlocksAreNoEnd() throws Exception {
    Layout layout = new Layout();
    layout.block(0).block(1, thing("a")).block(0).block(2, thing("b"), thing("c")).block(0);

    assertThat(records(THING, layout.bytes()).stream().map(ContainerInputTest::names))
        .containsExactly("a, none", "b, none", "c, none");
  }

  @Test
  void metadataMayComeInSizedBlocks() throws Exception {
    Layout layout = new Layout();
    layout.sizedMetadata = true;

    assertThat(records(THING, layout.block(1, thing("a")).bytes())).hasSize(1);
  }

  @Test
  void withoutACodecItIsNotPacked() throws Exception {
    Layout layout = new Layout();
    layout.codec = null;

    assertThat(records(THING, layout.block(1, thing("a")).bytes())).hasSize(1);
  }

  @Test
  void anEmptyFile() {
    refuses(new byte[0], Reason.NOT_A_CONTAINER, -1, 0, "an empty file; expected an Avro object");
  }

  @Test
  void somethingElse() {
    refuses(
        "{\"traceEvents\"".getBytes(UTF_8), Reason.NOT_A_CONTAINER, -1, 0, "begins with 7b227472");
  }

  @Test
  void aSchemaThatIsNone() {
    refuses(layout(l -> l.schema = "{\"type\":"), Reason.BAD_METADATA, "is not an Avro schema");
    refuses(layout(l -> l.schema = "[".repeat(100_000)), Reason.BAD_METADATA, "not an Avro schema");
    refuses(layout(l -> l.schema = null), Reason.BAD_METADATA, "no avro.schema; expected the");
  }

  @Test
  void aSchemaThatIsUnknown() {
    refuses(
        layout(l -> l.schema = "\"string\""),
        Reason.UNKNOWN_SCHEMA,
        "no known Thing has fingerprint 8f014872634503c7; a newer writer needs a newer reader");
  }

  @Test
  void aCodecThatIsUnknown() {
    refuses(layout(l -> l.codec = "rot13"), Reason.UNKNOWN_CODEC, "codec rot13: ");
  }

  @Test
  void aCodecWhoseLibraryIsMissing() {
    CodecFactory.addCodec("absent", new Absent());
    refuses(
        layout(l -> l.codec = "absent"), Reason.UNKNOWN_CODEC, "codec absent: org/absent/Library");
  }

  /** As Avro's codecs are whose library is optional. */
  private static final class Absent extends CodecFactory {
    @Override
    protected Codec createInstance() {
      throw new NoClassDefFoundError("org/absent/Library");
    }
  }

  @Test
  void aWrongSyncMarker() {
    byte[] file = new Layout().block(1, thing("a")).block(1, thing("b")).bytes();
    file[file.length - 3] ^= 1;

    refuses(file, Reason.BAD_SYNC, 1, file.length - 16, "expected the file's sync marker");
  }

  @Test
  void lengthsThatCannotBe() {
    int header = new Layout().bytes().length;
    refuses(raw(-1, 5), Reason.HOSTILE_LENGTH, 0, header, "number of records is -1; expected 0");
    refuses(raw(1L << 40, 5), Reason.HOSTILE_LENGTH, 0, header, "the number of records is");
    refuses(raw(1, -7), Reason.HOSTILE_LENGTH, 0, header + 1, "size is -7; expected 0 to");
    refuses(raw(1, 1L << 32), Reason.HOSTILE_LENGTH, 0, header + 1, "the block's size is");
  }

  @Test
  void aDeclaredGigabyteTakesNoMemory() {
    byte[] file = raw(1, ContainerInput.LARGEST_BLOCK);

    refuses(file, Reason.TRUNCATED, 0, file.length, "268435456 bytes expected, 0 are left");
  }

  @Test
  void aVarintWithoutEnd() {
    byte[] header = new Layout().bytes();
    byte[] file = Arrays.copyOf(header, header.length + 12);
    Arrays.fill(file, header.length, file.length, (byte) 0x80);

    refuses(file, Reason.HOSTILE_LENGTH, 0, header.length, "of more than 64 bits");
  }

  @Test
  void moreOrFewerRecordsThanTheBlockHolds() {
    int header = new Layout().bytes().length;
    refuses(
        new Layout().block(1, thing("a"), thing("b")).bytes(),
        Reason.BAD_BLOCK,
        0,
        header,
        "2 bytes after its last record, of 1");
    refuses(
        new Layout().block(3, thing("a"), thing("b")).bytes(),
        Reason.BAD_BLOCK,
        0,
        header,
        "record 2 of 3, unpacked: TRUNCATED at byte 4");
    refuses(
        new Layout().block(Integer.MAX_VALUE, thing("a")).bytes(),
        Reason.BAD_BLOCK,
        0,
        header,
        "record 1 of 2147483647");
  }

  @Test
  void aBlockThatCannotBeUnpacked() {
    for (String codec : List.of("deflate", "zstandard", "bzip2")) {
      Layout layout = new Layout();
      layout.codec = codec;
      refuses(
          layout.block(1, "these are not packed at all".getBytes(UTF_8)).bytes(),
          Reason.BAD_BLOCK,
          "cannot be unpacked by " + codec);
    }
  }

  /** 300 MB of zeros in a block of a few kB: Avro's own bound holds. */
  @Test
  void aBlockThatGrowsWithoutBound() throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (var packed = new DeflaterOutputStream(bomb, new Deflater(9, true))) {
      for (int i = 0; i < 300; i++) {
        packed.write(new byte[1 << 20]);
      }
    }
    Layout layout = new Layout();
    layout.codec = "deflate";

    refuses(layout.block(1, bomb.toByteArray()).bytes(), Reason.BAD_BLOCK, "cannot be unpacked by");
  }

  @Test
  void tooMuchMetadata() {
    refuses(layout(l -> l.extra = 5000), Reason.HOSTILE_LENGTH, "5002 metadata entries; expected");
  }

  private static void refuses(byte[] file, Reason reason, String message) {
    assertThatThrownBy(() -> records(THING, file))
        .isInstanceOfSatisfying(
            MalformedContainerException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(message);
  }

  private static void refuses(byte[] file, Reason reason, long block, long offset, String message) {
    refuses(file, reason, message);
    assertThatThrownBy(() -> records(THING, file))
        .isInstanceOfSatisfying(
            MalformedContainerException.class,
            e -> {
              assertThat(e.block()).isEqualTo(block);
              assertThat(e.offset()).isEqualTo(offset);
            });
  }

  private static byte[] layout(Consumer<Layout> change) {
    Layout layout = new Layout();
    change.accept(layout);
    return layout.block(1, thing("a")).bytes();
  }

  /** A header, and a block that declares these, and nothing after. */
  private static byte[] raw(long count, long size) {
    byte[] header = new Layout().bytes();
    WireWriter out = new WireWriter(64);
    out.writeRaw(header, header.length);
    out.writeLong(count);
    out.writeLong(size);
    return out.toByteArray();
  }

  private static byte[] thing(String name) {
    WireWriter out = new WireWriter(16);
    out.writeString(name);
    return out.toByteArray();
  }

  private static String names(byte[] record) {
    try {
      return THING.decode(record, in -> in.readString() + ", " + in.readString());
    } catch (MalformedRecordException e) {
      throw new AssertionError(e);
    }
  }

  private static List<byte[]> records(RecordFormat format, byte[] file)
      throws IOException, MalformedContainerException {
    List<byte[]> records = new ArrayList<>();
    try (ContainerInput in = ContainerInput.open(format, new ByteArrayInputStream(file))) {
      for (Optional<byte[]> next = in.next(); next.isPresent(); next = in.next()) {
        records.add(next.get());
      }
    }
    return records;
  }

  private static byte[] byAvro(Schema schema, CodecFactory codec, int records, int blockBytes)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataFileWriter<GenericRecord> file =
        new DataFileWriter<>(new GenericDatumWriter<GenericRecord>(schema))) {
      file.setCodec(codec).setSyncInterval(blockBytes).create(schema, bytes);
      for (int i = 0; i < records; i++) {
        GenericRecord value = new GenericData.Record(schema);
        value.put("name", "thing " + i);
        if (schema.getField("colour") != null) {
          value.put("colour", "red");
        }
        file.append(value);
      }
    }
    return bytes.toByteArray();
  }

  /** A container laid out by hand, with the older schema unless changed. */
  private static final class Layout {

    private static final byte[] SYNC = "0123456789abcdef".getBytes(UTF_8);

    private String schema = OLD.toString();
    private String codec = "null";
    private boolean sizedMetadata;
    private int extra;
    private final WireWriter blocks = new WireWriter(64);

    Layout block(int records, byte[]... bodies) {
      WireWriter data = new WireWriter(64);
      for (byte[] body : bodies) {
        data.writeRaw(body, body.length);
      }
      blocks.writeLong(records);
      blocks.writeBytes(data);
      blocks.writeRaw(SYNC, SYNC.length);
      return this;
    }

    byte[] bytes() {
      Map<String, String> metadata = new TreeMap<>();
      Optional.ofNullable(schema).ifPresent(text -> metadata.put("avro.schema", text));
      Optional.ofNullable(codec).ifPresent(text -> metadata.put("avro.codec", text));
      Collections.nCopies(extra, "x").forEach(x -> metadata.put(x + metadata.size(), ""));
      WireWriter out = new WireWriter(64);
      out.writeRaw(new byte[] {'O', 'b', 'j', 1}, 4);
      out.writeLong(sizedMetadata ? -metadata.size() : metadata.size());
      if (sizedMetadata) {
        out.writeLong(1000);
      }
      metadata.forEach(
          (name, value) -> {
            out.writeString(name);
            out.writeString(value);
          });
      out.writeLong(0);
      out.writeRaw(SYNC, SYNC.length);
      byte[] all = blocks.toByteArray();
      out.writeRaw(all, all.length);
      return out.toByteArray();
    }
  }
}
