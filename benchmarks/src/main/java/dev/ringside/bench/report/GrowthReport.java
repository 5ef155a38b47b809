package dev.ringside.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ringside.bench.run.Growth;
import dev.ringside.bench.run.Growth.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Growth as a table, as JSON ({@code ringside.bench.growth/1}) and as one plot an axis. */
public final class GrowthReport {

  public static final String SCHEMA = "ringside.bench.growth/1";

  private GrowthReport() {}

  /** The table: each point's cost against the axis's first. */
  public static String table(Growth.Result result) {
    StringBuilder text = new StringBuilder(result.machine()).append('\n');
    for (Growth.Axis axis : Growth.Axis.values()) {
      List<Point> points = result.on(axis);
      if (points.isEmpty()) {
        continue;
      }
      text.append('\n').append(axis.description()).append('\n');
      line(
          text,
          "%8s %14s %29s %8s %10s %12s %12s"
              .formatted(
                  "", "calls/s", "min - max", "cost", "CPU s/M", "B alloc/call", "B state/rank"));
      for (Point point : points) {
        line(
            text,
            String.format(
                Locale.ROOT,
                "%8d %,14.0f %,14.0f %,14.0f %7.2fx %10.4f %12.1f %,12.0f",
                point.at(),
                point.callsASecond().median(),
                point.callsASecond().min(),
                point.callsASecond().max(),
                cost(points, point),
                point.cpuSecondsAMillion().median(),
                point.allocatedBytesACall().median(),
                point.stateBytesARank()));
      }
    }
    line(text, "");
    line(text, "State includes the deployments of all axes, which every job knows.");
    return text.toString();
  }

  private static void line(StringBuilder text, String line) {
    text.append(line.stripTrailing()).append('\n');
  }

  /** Time of a call against that at the first point of the axis. */
  private static double cost(List<Point> axis, Point point) {
    return axis.get(0).callsASecond().median() / point.callsASecond().median();
  }

  /** The document, with a newline at its end. */
  public static String json(Growth.Result result) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("schema", SCHEMA);
    for (Growth.Axis axis : Growth.Axis.values()) {
      for (Point point : result.on(axis)) {
        ObjectNode one = json.withArray("/" + axis.name().toLowerCase(Locale.ROOT)).addObject();
        one.put("at", point.at());
        one.put("ranks", point.ranks());
        one.put("calls", point.calls());
        one.put("calls_per_second", Math.round(point.callsASecond().median()));
        one.put("calls_per_second_min", Math.round(point.callsASecond().min()));
        one.put("calls_per_second_max", Math.round(point.callsASecond().max()));
        one.put("cpu_seconds_per_million_calls", rounded(point.cpuSecondsAMillion().median()));
        one.put("allocated_bytes_per_call", rounded(point.allocatedBytesACall().median()));
        one.put("state_bytes_per_rank", Math.round(point.stateBytesARank()));
      }
    }
    json.put("rounds", result.rounds());
    json.put("machine", result.machine());
    return json.toPrettyString() + "\n";
  }

  private static double rounded(double value) {
    return Math.round(value * 1e4) / 1e4;
  }

  /** Writes {@code growth-ranks.svg} and so on; returns what was written. */
  public static List<Path> plot(Growth.Result result, Path folder) throws IOException {
    Files.createDirectories(folder);
    List<Path> written = new ArrayList<>();
    for (Growth.Axis axis : Growth.Axis.values()) {
      if (!result.on(axis).isEmpty()) {
        Path file = folder.resolve("growth-" + axis.name().toLowerCase(Locale.ROOT) + ".svg");
        VectorGraphicsEncoder.saveVectorGraphic(
            chart(axis, result), file.toString(), VectorGraphicsFormat.SVG);
        written.add(file);
      }
    }
    return written;
  }

  private static XYChart chart(Growth.Axis axis, Growth.Result result) {
    List<Point> points = result.on(axis);
    XYChart chart =
        new XYChartBuilder()
            .width(640)
            .height(400)
            .title("The job from Kafka, parallelism 2: " + axis.description())
            .xAxisTitle(axis.description())
            .yAxisTitle("million calls a second")
            .build();
    chart.getStyler().setXAxisLogarithmic(true).setYAxisMin(0.0);
    chart.getStyler().setLegendPosition(LegendPosition.InsideSW);
    double[] at = points.stream().mapToDouble(Point::at).toArray();
    double[] rate = points.stream().mapToDouble(p -> p.callsASecond().median() / 1e6).toArray();
    double[] spread =
        points.stream()
            .mapToDouble(p -> (p.callsASecond().max() - p.callsASecond().min()) / 2e6)
            .toArray();
    chart.addSeries("median of %d rounds".formatted(result.rounds()), at, rate, spread);
    return chart;
  }
}
