package dev.ringside.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** What every JSON report must hold, and its rows as short lines. */
final class ReportAssert {

  /**
   * The report on stdout: fits the published schema, and every observed call is in one part.
   *
   * @param observed calls of all ranks in the recording
   */
  static JsonNode soundReport(Cli cli, long observed) {
    JsonNode report = cli.json();
    assertThat(schema().validate(report)).as(cli.out()).isEmpty();
    JsonNode input = report.get("input");
    assertThat(input.get("calls_observed").asLong()).isEqualTo(observed);
    assertThat(observed).as("identity in %s", input).isEqualTo(settled(input));
    return report;
  }

  private static long settled(JsonNode input) {
    long settled =
        input.get("calls_windowed").asLong()
            + input.get("calls_incomplete").asLong()
            + input.get("late").asLong()
            + input.get("duplicate").asLong();
    for (JsonNode reason : input.get("rejected")) {
      settled += reason.asLong();
    }
    return settled;
  }

  /** {@code tp/0 prefill AllReduce 524288 65..65 of 65 match}, one a row. */
  static List<String> rows(JsonNode report) {
    List<String> rows = new ArrayList<>();
    for (JsonNode row : report.get("collectives")) {
      rows.add(
          "%s/%s %s %s %s %s..%s of %s %s"
              .formatted(
                  row.get("parallelism").asText(),
                  row.get("stage").asText(),
                  row.get("phase").asText(),
                  row.get("collective").asText(),
                  row.get("send_elements").asText(),
                  row.get("observed_per_rank").get("min").asText(),
                  row.get("observed_per_rank").get("max").asText(),
                  row.get("expected_per_rank").asText(),
                  row.get("verdict").asText()));
    }
    return rows;
  }

  private static JsonSchema schema() {
    try (InputStream schema =
        ReportAssert.class.getResourceAsStream("/dev/ringside/cli/report-1.schema.json")) {
      return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(schema);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ReportAssert() {}
}
