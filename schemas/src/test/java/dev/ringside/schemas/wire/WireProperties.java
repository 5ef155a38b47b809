package dev.ringside.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.schemas.MalformedRecordException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WireProperties {

  static LongStream seeds() {
    return LongStream.range(0, 500);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void valuesAreWrittenAsAvroWritesThem(long seed) throws IOException, MalformedRecordException {
    Random random = new Random(seed);
    long number = random.nextLong() >> random.nextInt(64);
    int small = random.nextInt() >> random.nextInt(32);
    double real = Double.longBitsToDouble(random.nextLong());
    String text = Long.toString(number, 36) + "\u00e4\ud83d\ude80";
    byte[] blob = new byte[random.nextInt(100)];
    random.nextBytes(blob);

    WireWriter ours = new WireWriter(1);
    ours.writeLong(number);
    ours.writeInt(small);
    ours.writeDouble(real);
    ours.writeBoolean(number < 0);
    ours.writeString(text);
    ours.writeBytes(blob);

    assertThat(ours.toByteArray())
        .isEqualTo(
            avros(
                out -> {
                  out.writeLong(number);
                  out.writeInt(small);
                  out.writeDouble(real);
                  out.writeBoolean(number < 0);
                  out.writeString(text);
                  out.writeBytes(blob);
                }));
    WireReader in = new WireReader(ours.toByteArray(), 0, ours.size());
    assertThat(in.readLong()).isEqualTo(number);
    assertThat(in.readInt()).isEqualTo(small);
    assertThat(in.readDouble()).isEqualTo(real);
    assertThat(in.readBoolean()).isEqualTo(number < 0);
    assertThat(in.readString()).isEqualTo(text);
    assertThat(in.readBytes()).isEqualTo(blob);
    in.requireEnd();
  }

  @Test
  void collectionsReadBack() throws MalformedRecordException {
    WireWriter out = new WireWriter(1);
    out.writeArray(List.of(3, -1, 70_000), WireWriter::writeInt);
    out.writeArray(List.<String>of(), WireWriter::writeString);
    out.writeMap(new TreeMap<>(Map.of("a", 1L, "b", -2L)), WireWriter::writeLong);

    WireReader in = new WireReader(out.toByteArray(), 0, out.size());

    assertThat(in.readArray(WireReader::readInt)).containsExactly(3, -1, 70_000);
    assertThat(in.readArray(WireReader::readString)).isEmpty();
    assertThat(in.readMap(WireReader::readLong)).hasToString("{a=1, b=-2}");
    in.requireEnd();
  }

  @Test
  void blocksThatDeclareTheirSizeReadToo() throws IOException, MalformedRecordException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    var blocking = new EncoderFactory().configureBlockSize(64).blockingBinaryEncoder(bytes, null);
    blocking.writeArrayStart();
    blocking.setItemCount(200);
    for (int i = 0; i < 200; i++) {
      blocking.startItem();
      blocking.writeLong(i);
    }
    blocking.writeArrayEnd();
    blocking.flush();

    WireReader in = new WireReader(bytes.toByteArray(), 0, bytes.size());

    assertThat(in.readArray(WireReader::readLong)).hasSize(200).endsWith(198L, 199L);
    in.requireEnd();
  }

  @Test
  void aNumberThatIsNoIntIsRefusedWhereItStands() throws MalformedRecordException {
    WireWriter out = new WireWriter(1);
    out.writeLong(5);
    out.writeLong(1L << 31);
    WireReader in = new WireReader(out.toByteArray(), 0, out.size());
    assertThat(in.readInt()).isEqualTo(5);

    assertThatThrownBy(in::readInt)
        .isInstanceOf(MalformedRecordException.class)
        .hasMessageContaining("BAD_VALUE at byte 1")
        .hasMessageContaining("2147483648");
  }

  @Test
  void aMapThatNamesAKeyTwiceIsRefused() {
    WireWriter out = new WireWriter(1);
    out.writeArray(
        List.of("k", "k"),
        (wire, key) -> {
          wire.writeString(key);
          wire.writeLong(1);
        });
    WireReader in = new WireReader(out.toByteArray(), 0, out.size());

    assertThatThrownBy(() -> in.readMap(WireReader::readLong))
        .isInstanceOf(MalformedRecordException.class)
        .hasMessageContaining("\"k\" twice");
  }

  /** Writes with Avro's encoder. */
  private interface AvroWrites {
    void to(BinaryEncoder out) throws IOException;
  }

  private static byte[] avros(AvroWrites writes) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    writes.to(encoder);
    encoder.flush();
    return bytes.toByteArray();
  }
}
