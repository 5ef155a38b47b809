package dev.ringside.schemas.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.statistics.ExponentialHistogram;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.golden.Samples;
import dev.ringside.schemas.wire.AvroOracle;
import dev.ringside.schemas.wire.RecordFormat;
import dev.ringside.schemas.wire.WireWriter;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WindowReportCodecTest {

  @Test
  void aVerdictNobodyKnowsIsNoVerdict() throws IOException, MalformedRecordException {
    GenericRecord report =
        AvroOracle.of("WindowReport").read(WindowReportCodec.encode(Samples.report()));
    report.put(
        "verdict",
        new GenericData.EnumSymbol(report.getSchema().getField("verdict").schema(), "UNKNOWN"));

    WindowReport read = WindowReportCodec.decode(AvroOracle.write(report));

    assertThat(read.verdict()).isEqualTo(Verdict.INSUFFICIENT);
  }

  @Test
  void aHistogramCostsAFewBytesABucket() {
    ExponentialHistogram histogram = new ExponentialHistogram();
    for (int value = 10_000; value < 20_000; value++) {
      histogram.record(value);
    }
    WireWriter out = new WireWriter(64);

    HistogramFields.write(out, histogram);

    assertThat(out.size()).isLessThan(33 * 3 + 10);
  }

  static Stream<Arguments> lyingHistograms() {
    return Stream.of(
        lie("scale 6", 6, 0, List.of(1), List.of(1L)),
        lie("negative zeros", 5, -1, List.of(1), List.of(1L)),
        lie("more buckets than counts", 5, 0, List.of(1, 1), List.of(1L)),
        lie("a negative count", 5, 0, List.of(1), List.of(-1L)),
        lie("a bucket no value falls into", 5, 0, List.of(5_000), List.of(1L)),
        lie("an index beyond an int", 5, 0, List.of(1, Integer.MAX_VALUE), List.of(1L, 1L)),
        lie("counts beyond a long", 5, 1, List.of(1), List.of(Long.MAX_VALUE)));
  }

  private static Arguments lie(
      String name, int scale, long zeros, List<Integer> steps, List<Long> counts) {
    Consumer<WireWriter> histogram =
        out -> {
          out.writeInt(scale);
          out.writeLong(zeros);
          out.writeArray(steps, WireWriter::writeInt);
          out.writeArray(counts, WireWriter::writeLong);
        };
    return Arguments.of(name, histogram);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lyingHistograms")
  void aHistogramThatLiesIsRefused(String name, Consumer<WireWriter> histogram) {
    RecordFormat format = RecordFormat.of("WindowReport");
    byte[] record = format.encode(histogram, (out, writes) -> writes.accept(out));

    assertThatThrownBy(() -> format.decode(record, HistogramFields::read))
        .isInstanceOf(MalformedRecordException.class)
        .hasMessageContaining("BAD_VALUE");
  }
}
