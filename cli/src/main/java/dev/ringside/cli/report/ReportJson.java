package dev.ringside.cli.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.ringside.core.account.Account;
import dev.ringside.core.account.PassCounts;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.ReportRow;
import dev.ringside.core.report.WindowReport;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;

/**
 * The report as a contract for scripts: {@code ringside.report/1}, described by {@code
 * report-1.schema.json} beside this class's module resources.
 *
 * <p>Keys come in the order of the contract; what is not known is {@code null}, never a magic
 * number; counts and bytes are integers; seconds are decimals exact to the nanosecond; there is no
 * NaN and no exponent. Thread-safe.
 */
public final class ReportJson {

  public static final String SCHEMA = "ringside.report/1";

  /** What {@code "deployment"} says when there is none. */
  public static final String NO_DEPLOYMENT = "none";

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .build();

  /**
   * Writes {@code report} as UTF-8, ends it with a newline, flushes, and leaves {@code out} open.
   */
  public void write(WindowReport report, OutputStream out) throws IOException {
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      json.setPrettyPrinter(new DefaultPrettyPrinter());
      json.writeStartObject();
      json.writeStringField("schema", SCHEMA);
      json.writeStringField(
          "deployment", report.deployment().isEmpty() ? NO_DEPLOYMENT : report.deployment());
      writeInput(json, report.account());
      writeRanks(json, report.ranks());
      writePasses(json, report.passes());
      json.writeArrayFieldStart("collectives");
      for (ReportRow row : report.rows()) {
        writeRow(json, row);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("findings");
      for (Finding finding : report.findings()) {
        writeFinding(json, finding);
      }
      json.writeEndArray();
      json.writeNumberField("coverage", Decimals.ratio(report.coverage()));
      json.writeStringField("verdict", report.verdict().label());
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private static void writeInput(JsonGenerator json, Account account) throws IOException {
    json.writeObjectFieldStart("input");
    json.writeNumberField("calls_observed", account.observed());
    json.writeNumberField("calls_windowed", account.windowed());
    json.writeNumberField("calls_incomplete", account.incomplete());
    json.writeNumberField("late", account.late());
    json.writeNumberField("duplicate", account.duplicate());
    json.writeObjectFieldStart("rejected");
    for (Map.Entry<String, Long> reason : account.rejected().entrySet()) {
      json.writeNumberField(reason.getKey(), reason.getValue());
    }
    json.writeEndObject();
    json.writeNumberField("dead_lettered_records", account.deadLetteredRecords());
    json.writeEndObject();
  }

  private static void writePasses(JsonGenerator json, PassCounts passes) throws IOException {
    json.writeObjectFieldStart("passes");
    json.writeNumberField("prefill", passes.prefill());
    json.writeNumberField("decode", passes.decode());
    json.writeNumberField("incomplete", passes.incomplete());
    if (passes.unknown() > 0) {
      json.writeNumberField("unknown", passes.unknown());
    }
    json.writeEndObject();
  }

  private static void writeRow(JsonGenerator json, ReportRow row) throws IOException {
    json.writeStartObject();
    writeLabel(json, "parallelism", row.parallelism().label());
    writeKnown(json, "stage", row.stage());
    writeRanks(json, row.ranks());
    writeLabel(json, "phase", row.phase().label());
    writeLabel(json, "phase_source", row.phaseSource().label());
    writeStrings(json, "purposes", row.purposes());
    json.writeStringField("collective", row.collective().label());
    writeKnown(json, "send_elements", row.sendElements());
    json.writeStringField("dtype", row.dataType().label());
    writeKnown(json, "message_bytes", row.messageBytes());
    json.writeObjectFieldStart("observed_per_rank");
    json.writeNumberField("min", row.observedMin());
    json.writeNumberField("max", row.observedMax());
    json.writeEndObject();
    writeKnown(json, "expected_per_rank", row.expectedPerRank());
    json.writeNumberField("observed_bytes", row.observedBytes());
    writeKnown(
        json,
        "expected_bytes",
        row.expectedPerRank() == ReportRow.UNKNOWN ? ReportRow.UNKNOWN : row.expectedBytes());
    json.writeNumberField("wire_bytes", row.wireBytes());
    writeDurations(json, row);
    json.writeNumberField("algbw_bytes_per_second", Math.round(row.algorithmBandwidth()));
    json.writeNumberField("busbw_bytes_per_second", Math.round(row.busBandwidth()));
    json.writeStringField("verdict", row.verdict().label());
    writeStrings(json, "transports", row.transports().stream().map(Enum::name).toList());
    json.writeEndObject();
  }

  private static void writeDurations(JsonGenerator json, ReportRow row) throws IOException {
    json.writeObjectFieldStart("duration_seconds");
    json.writeNumberField("sum", Decimals.seconds(row.durationNs()));
    json.writeNumberField("p50", Decimals.seconds(Math.round(row.durations().quantile(0.5))));
    json.writeNumberField("p99", Decimals.seconds(Math.round(row.durations().quantile(0.99))));
    json.writeEndObject();
  }

  private static void writeFinding(JsonGenerator json, Finding finding) throws IOException {
    json.writeStartObject();
    json.writeStringField("kind", finding.kind());
    json.writeStringField("severity", finding.severity().label());
    writeLabel(json, "parallelism", finding.parallelism().label());
    writeRanks(json, finding.ranks());
    json.writeStringField("text", finding.text());
    json.writeObjectFieldStart("evidence");
    for (Map.Entry<String, String> figure : finding.evidence().entrySet()) {
      json.writeStringField(figure.getKey(), figure.getValue());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void writeRanks(JsonGenerator json, List<Integer> ranks) throws IOException {
    json.writeArrayFieldStart("ranks");
    for (int rank : ranks) {
      json.writeNumber(rank);
    }
    json.writeEndArray();
  }

  private static void writeStrings(JsonGenerator json, String key, List<String> values)
      throws IOException {
    json.writeArrayFieldStart(key);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  private static void writeLabel(JsonGenerator json, String key, String label) throws IOException {
    if (label.isEmpty()) {
      json.writeNullField(key);
    } else {
      json.writeStringField(key, label);
    }
  }

  private static void writeKnown(JsonGenerator json, String key, long value) throws IOException {
    if (value < 0) {
      json.writeNullField(key);
    } else {
      json.writeNumberField(key, value);
    }
  }

  /** Decimals that print as people write them. */
  private static final class Decimals {

    static BigDecimal seconds(long nanoseconds) {
      return plain(BigDecimal.valueOf(nanoseconds, 9));
    }

    /** A ratio to the sixth place, rounded down: what is not complete never reads 1.0. */
    static BigDecimal ratio(double value) {
      BigDecimal rounded = plain(BigDecimal.valueOf(value).setScale(6, RoundingMode.DOWN));
      return rounded.scale() < 1 ? rounded.setScale(1) : rounded;
    }

    private static BigDecimal plain(BigDecimal value) {
      BigDecimal stripped = value.stripTrailingZeros();
      return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
  }
}
