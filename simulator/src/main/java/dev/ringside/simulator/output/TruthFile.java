package dev.ringside.simulator.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.ringside.simulator.fault.Culprit;
import dev.ringside.simulator.fault.Fault;
import dev.ringside.simulator.play.Truth;
import dev.ringside.simulator.record.BrokenOutputException;
import dev.ringside.simulator.record.SeenCalls;
import dev.ringside.simulator.scenario.Scenario;
import dev.ringside.simulator.workload.Request;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What really happened, a JSON object a line, each with its {@code type}:
 *
 * <pre>
 * scenario  first line: name, seed, start, what was served
 * fault     every fault of the scenario: whether it counts as one, when, how severe, the culprit
 * pass      replica, index, times, T, T̂, R, phase
 * request   arrival, prompt, output, TTFT, TPOT
 * hang, restart
 * summary   last line: what became of all calls
 * </pre>
 *
 * <p>Times are true seconds from the start of the scenario; hosts' clocks differ from them. Nothing
 * is kept in memory.
 */
public final class TruthFile implements Truth, AutoCloseable {

  public static final String SCHEMA = "ringside.truth/1";

  private final Path file;
  private final BufferedWriter lines;
  private final JsonGenerator json;

  private TruthFile(Path file) throws IOException {
    this.file = file;
    this.lines = Files.newBufferedWriter(file);
    this.json = new JsonFactory().createGenerator(lines).setRootValueSeparator(null);
  }

  /**
   * @throws BrokenOutputException if it cannot be created
   */
  public static TruthFile create(Path file, Scenario scenario) throws BrokenOutputException {
    try {
      TruthFile truth = new TruthFile(file);
      truth.head(scenario);
      for (Fault fault : scenario.faults()) {
        truth.fault(fault, scenario.durationNs());
      }
      return truth;
    } catch (IOException e) {
      throw ContainerBatches.broken(file, e);
    }
  }

  private void head(Scenario scenario) throws IOException {
    begin("scenario");
    json.writeStringField("schema", SCHEMA);
    json.writeStringField("name", scenario.name());
    json.writeNumberField("seed", scenario.seed());
    json.writeNumberField("start_ns", scenario.startNs());
    json.writeNumberField("duration_s", seconds(scenario.durationNs()));
    json.writeStringField("deployment", scenario.deployment().name());
    json.writeStringField("model", scenario.deployment().model().name());
    json.writeStringField("engine", scenario.deployment().engine().label());
    json.writeNumberField("tensor", scenario.deployment().layout().tensor());
    json.writeNumberField("pipeline", scenario.deployment().layout().pipeline());
    json.writeNumberField("data", scenario.deployment().layout().data());
    json.writeStringField("view", scenario.agents().view().label());
    end();
  }

  private void fault(Fault fault, long durationNs) throws IOException {
    begin("fault");
    json.writeStringField("kind", fault.kind().label());
    json.writeBooleanField("is_fault", fault.kind().isFault());
    json.writeNumberField("from_s", seconds(fault.fromNs()));
    json.writeNumberField("to_s", seconds(Math.min(fault.toNs(), durationNs)));
    json.writeBooleanField("ends", fault.toNs() != Long.MAX_VALUE);
    json.writeNumberField("severity", fault.severity());
    json.writeObjectFieldStart("culprit");
    place("replica", fault.culprit().replica());
    place("stage", fault.culprit().stage());
    place("rank", fault.culprit().rank());
    place("host", fault.culprit().host());
    json.writeEndObject();
    end();
  }

  private void place(String name, int number) throws IOException {
    if (number != Culprit.ANY) {
      json.writeNumberField(name, number);
    }
  }

  private static double seconds(long ns) {
    return ns / 1e9;
  }

  private void begin(String type) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", type);
  }

  private void end() throws IOException {
    json.writeEndObject();
    json.flush();
    lines.write('\n');
  }

  /** Writes the fields of one line. */
  private interface Fields {
    void write() throws IOException;
  }

  private void line(String type, int replica, Fields fields) {
    try {
      begin(type);
      json.writeNumberField("replica", replica);
      fields.write();
      end();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void pass(Pass pass) {
    line(
        "pass",
        pass.replica(),
        () -> {
          json.writeNumberField("index", pass.index());
          json.writeNumberField("scheduled_s", seconds(pass.times().scheduledNs()));
          json.writeNumberField("start_s", seconds(pass.times().startNs()));
          json.writeNumberField("end_s", seconds(pass.times().endNs()));
          json.writeStringField("phase", pass.content().decode() ? "decode" : "prefill");
          json.writeBooleanField("dummy", pass.content().isDummy());
          json.writeNumberField("requests", pass.content().requests());
          json.writeNumberField("tokens", pass.content().tokens());
          json.writeNumberField("wire_tokens", pass.wire().tokens());
          json.writeNumberField("rows", pass.wire().rows());
          json.writeNumberField("population", pass.population());
        });
  }

  /** TPOT is over the tokens after the first; a request of one token has none. */
  @Override
  public void finished(int replica, Request request, long nowNs) {
    line(
        "request",
        replica,
        () -> {
          json.writeNumberField("id", request.id());
          json.writeNumberField("arrival_s", seconds(request.arrivalNs()));
          json.writeNumberField("prompt_tokens", request.promptTokens());
          json.writeNumberField("cached_tokens", request.cachedTokens());
          json.writeNumberField("output_tokens", request.outputTokens());
          json.writeBooleanField("stopped", request.endsByStop());
          json.writeNumberField("ttft_s", seconds(request.firstTokenNs() - request.arrivalNs()));
          if (request.outputTokens() > 1) {
            double rest = seconds(nowNs - request.firstTokenNs());
            json.writeNumberField("tpot_s", rest / (request.outputTokens() - 1));
          }
          json.writeNumberField("e2e_s", seconds(nowNs - request.arrivalNs()));
        });
  }

  @Override
  public void hung(int replica, Fault fault, long sinceNs) {
    line(
        "hang",
        replica,
        () -> {
          json.writeStringField("kind", fault.kind().label());
          json.writeNumberField("since_s", seconds(sinceNs));
        });
  }

  @Override
  public void restarted(int replica, int requestsLost, long nowNs) {
    line(
        "restart",
        replica,
        () -> {
          json.writeNumberField("at_s", seconds(nowNs));
          json.writeNumberField("requests_lost", requestsLost);
        });
  }

  /** The last line. */
  public void finish(SeenCalls seen, int population) throws BrokenOutputException {
    try {
      begin("summary");
      json.writeNumberField("calls_made", seen.made());
      json.writeNumberField("calls_sent", seen.sent());
      json.writeNumberField("calls_hidden", seen.hidden());
      json.writeNumberField("calls_unwatched", seen.unwatched());
      json.writeNumberField("calls_lost", seen.lost());
      json.writeNumberField("requests_left", population);
      end();
      json.close();
    } catch (IOException e) {
      throw ContainerBatches.broken(file, e);
    }
  }

  @Override
  public void close() {
    try {
      json.close();
    } catch (IOException e) {
      // finish() has already reported a broken file.
    }
  }
}
