package dev.ringside.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ringside.bench.measure.Spread;
import dev.ringside.bench.run.Growth;
import dev.ringside.bench.run.Growth.Axis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrowthReportTest {

  private static final Growth.Result RESULT =
      new Growth.Result(
          List.of(point(Axis.RANKS, 8, 40e6), point(Axis.RANKS, 64, 32e6)), 3, "2 cores (test)");

  private static Growth.Point point(Axis axis, int at, double rate) {
    return new Growth.Point(
        axis,
        at,
        at,
        1_000_000,
        new Spread(rate, rate / 2, rate * 2),
        new Spread(0.05, 0.05, 0.05),
        new Spread(100, 100, 100),
        1234);
  }

  @Test
  void theTableGivesEachCostAgainstTheFirst() {
    assertThat(GrowthReport.table(RESULT).lines())
        .anySatisfy(line -> assertThat(line).matches(" +8 +40,000,000 .* 1\\.00x .*1,234"))
        .anySatisfy(line -> assertThat(line).matches(" +64 +32,000,000 .* 1\\.25x .*"))
        .noneSatisfy(line -> assertThat(line).contains("deployments of 8 ranks"));
  }

  @Test
  void theJsonHasEveryPoint() throws Exception {
    JsonNode json = new ObjectMapper().readTree(GrowthReport.json(RESULT));

    assertThat(json.get("schema").asText()).isEqualTo("ringside.bench.growth/1");
    assertThat(json.get("ranks")).hasSize(2);
    assertThat(json.at("/ranks/1/calls_per_second").asLong()).isEqualTo(32_000_000);
    assertThat(json.has("sizes")).isFalse();
  }

  @Test
  void thePlotIsAnSvgOfTheAxisThatWasMeasured(@TempDir Path folder) throws Exception {
    List<Path> written = GrowthReport.plot(RESULT, folder.resolve("plots"));

    assertThat(written).singleElement().asString().endsWith("growth-ranks.svg");
    String svg = Files.readString(written.get(0));
    assertThat(svg.split("<ellipse", -1)).as("two points, one in the legend").hasSize(4);
    assertThat(svg.indexOf("<svg")).isPositive();
  }
}
