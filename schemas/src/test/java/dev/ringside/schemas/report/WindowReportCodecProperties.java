package dev.ringside.schemas.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.report.WindowReport;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.AvroOracle;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WindowReportCodecProperties {

  static LongStream seeds() {
    return LongStream.range(0, 300);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void nothingIsLost(long seed) throws MalformedRecordException {
    WindowReport report = new ArbitraryReport(seed).report();

    assertThat(WindowReportCodec.decode(WindowReportCodec.encode(report))).isEqualTo(report);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void avroAndWeReadWhatTheOtherWrites(long seed) throws IOException, MalformedRecordException {
    WindowReport report = new ArbitraryReport(seed).report();

    byte[] avros = AvroOracle.of("WindowReport").rewrite(WindowReportCodec.encode(report));

    assertThat(WindowReportCodec.decode(avros)).isEqualTo(report);
  }

  @Test
  void damageEndsInTheDeclaredException() {
    Random random = new Random(3);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = WindowReportCodec.encode(new ArbitraryReport(i % 50).report());
      int at = 10 + random.nextInt(damaged.length - 10);
      damaged[at] = (byte) random.nextInt();
      if (random.nextInt(4) == 0) {
        damaged = Arrays.copyOf(damaged, at);
      }
      refused += refuses(damaged) ? 1 : 0;
    }
    assertThat(refused).isBetween(1, 19_999);
  }

  private static boolean refuses(byte[] record) {
    try {
      WindowReportCodec.decode(record);
      return false;
    } catch (MalformedRecordException e) {
      assertThat(e.offset()).isBetween(0L, (long) record.length);
      return true;
    }
  }
}
