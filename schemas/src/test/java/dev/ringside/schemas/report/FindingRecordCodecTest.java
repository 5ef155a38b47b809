package dev.ringside.schemas.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.finding.FindingRecord;
import dev.ringside.core.finding.FindingState;
import dev.ringside.core.report.Finding;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.AvroOracle;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FindingRecordCodecTest {

  static LongStream seeds() {
    return LongStream.range(0, 50);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void avroAndWeReadWhatTheOtherWrites(long seed) throws IOException, MalformedRecordException {
    FindingRecord record = record(seed);

    byte[] ours = FindingRecordCodec.encode(record);

    assertThat(FindingRecordCodec.decode(ours)).isEqualTo(record);
    assertThat(FindingRecordCodec.decode(AvroOracle.of("FindingRecord").rewrite(ours)))
        .isEqualTo(record);
  }

  @Test
  void damageEndsInTheDeclaredException() {
    Random random = new Random(7);
    int refused = 0;
    for (int i = 0; i < 5_000; i++) {
      byte[] damaged = FindingRecordCodec.encode(record(i % 50));
      int at = 10 + random.nextInt(damaged.length - 10);
      damaged[at] = (byte) random.nextInt();
      if (random.nextInt(4) == 0) {
        damaged = Arrays.copyOf(damaged, at);
      }
      refused += refuses(damaged) ? 1 : 0;
    }
    assertThat(refused).isBetween(1, 4_999);
  }

  private static boolean refuses(byte[] record) {
    try {
      FindingRecordCodec.decode(record);
      return false;
    } catch (MalformedRecordException e) {
      return true;
    }
  }

  private static FindingRecord record(long seed) {
    Random random = new Random(seed);
    Finding finding = new ArbitraryReport(seed).finding();
    return new FindingRecord(
        "%012x".formatted(random.nextInt() & 0xFFFFFFFFL),
        FindingState.values()[random.nextInt(FindingState.values().length)],
        "deployment " + seed,
        random.nextInt(9),
        finding,
        random.nextDouble(),
        random.nextLong(),
        random.nextLong(),
        random.nextInt(100));
  }
}
