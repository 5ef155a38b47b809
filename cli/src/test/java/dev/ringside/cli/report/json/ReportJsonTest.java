package dev.ringside.cli.report.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.ringside.cli.report.SampleReports;
import dev.ringside.core.report.FindingKind;
import dev.ringside.core.report.WindowReport;
import dev.ringside.testkit.golden.GoldenFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReportJsonTest {

  private static final GoldenFiles GOLDEN =
      new GoldenFiles(Path.of("src/test/resources/dev/ringside/cli/report"));

  private static final ObjectMapper MAPPER = new ObjectMapper();

  static Stream<Arguments> reports() {
    return Stream.of(
        Arguments.of("match", SampleReports.match()),
        Arguments.of("deviation", SampleReports.deviation()),
        Arguments.of("insufficient", SampleReports.insufficient()),
        Arguments.of("unchecked", SampleReports.unchecked()),
        Arguments.of("silent", SampleReports.silent()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("reports")
  void looksAsItAlwaysDid(String name, WindowReport report) throws IOException {
    GOLDEN.verify(name + ".json", ReportJson.render(report));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("reports")
  void fitsItsSchema(String name, WindowReport report) throws IOException {
    assertThat(schema().validate(MAPPER.readTree(ReportJson.render(report)))).isEmpty();
  }

  @Test
  void theSchemaRefusesWhatTheContractDoesNotKnow() throws IOException {
    ObjectNode report = (ObjectNode) MAPPER.readTree(ReportJson.render(SampleReports.match()));
    report.put("verdict", "ok");
    report.remove("coverage");
    ((ObjectNode) report.get("collectives").get(0)).put("stage", -1);

    assertThat(schema().validate(report)).hasSize(3);
  }

  @Test
  void saysWhatAnAssumedModelRestsOn() throws IOException {
    WindowReport assumed =
        SampleReports.match()
            .noting(
                List.of(FindingKind.MODEL_ASSUMED.saying("not known").with("evidence", "assumed")));
    JsonNode report = MAPPER.readTree(ReportJson.render(assumed));

    assertThat(report.path("evidence").asText()).isEqualTo("assumed");
    assertThat(schema().validate(report)).isEmpty();
  }

  @Test
  void keepsTheOrderOfTheContract() throws IOException {
    JsonNode report = MAPPER.readTree(ReportJson.render(SampleReports.match()));

    assertThat(report.fieldNames())
        .toIterable()
        .containsExactly(
            "schema",
            "deployment",
            "input",
            "ranks",
            "passes",
            "collectives",
            "findings",
            "coverage",
            "verdict",
            "coverage_by");
    assertThat(report.get("collectives").get(0).fieldNames())
        .toIterable()
        .containsExactly(
            "parallelism",
            "stage",
            "ranks",
            "phase",
            "phase_source",
            "purposes",
            "collective",
            "send_elements",
            "dtype",
            "message_bytes",
            "observed_per_rank",
            "expected_per_rank",
            "observed_bytes",
            "expected_bytes",
            "wire_bytes",
            "duration_seconds",
            "algbw_bytes_per_second",
            "busbw_bytes_per_second",
            "verdict",
            "transports",
            "absent_ranks");
  }

  @Test
  void whatIsNotKnownIsNull() throws IOException {
    JsonNode report = MAPPER.readTree(ReportJson.render(SampleReports.unchecked()));
    JsonNode unsized = report.get("collectives").get(1);

    assertThat(report.get("deployment").asText()).isEqualTo("none");
    assertThat(
            List.of(
                "parallelism",
                "stage",
                "phase",
                "phase_source",
                "send_elements",
                "message_bytes",
                "expected_per_rank",
                "expected_bytes"))
        .allSatisfy(key -> assertThat(unsized.get(key).isNull()).as(key).isTrue());
  }

  @Test
  void numbersArePlain() throws IOException {
    for (WindowReport report : List.of(SampleReports.match(), SampleReports.unchecked())) {
      assertThat(ReportJson.render(report))
          .doesNotContainPattern("[0-9][eE][+-]?[0-9]")
          .doesNotContain("NaN");
    }
    assertThat(ReportJson.render(SampleReports.unchecked())).contains("\"sum\" : 0.000036");
  }

  private static JsonSchema schema() throws IOException {
    try (InputStream schema =
        ReportJson.class.getResourceAsStream("/dev/ringside/cli/report-1.schema.json")) {
      return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(schema);
    }
  }
}
