package dev.ringside.cli.plan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.plan.PaperVolume;
import dev.ringside.core.plan.Plan;
import dev.ringside.core.plan.PlanRow;
import dev.ringside.core.report.Phase;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalDouble;

/** A plan as JSON, {@code ringside.plan/1}: a contract for scripts. */
public final class PlanJson {

  private static final JsonFactory JSON = new JsonFactory();

  private PlanJson() {}

  public static String render(Plan plan) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      write(plan, json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text + "\n";
  }

  private static void write(Plan plan, JsonGenerator json) throws IOException {
    Deployment deployment = plan.deployment();
    json.writeStartObject();
    json.writeStringField("schema", "ringside.plan/1");
    json.writeStringField("model", deployment.model().name());
    json.writeStringField("engine", deployment.engine().label());
    json.writeObjectFieldStart("parallelism");
    json.writeNumberField("tensor", deployment.layout().tensor());
    json.writeNumberField("pipeline", deployment.layout().pipeline());
    json.writeNumberField("data", deployment.layout().data());
    json.writeEndObject();
    json.writeObjectFieldStart("passes");
    json.writeNumberField("prefill", plan.prefillPasses());
    json.writeNumberField("decode", plan.decodePasses());
    json.writeEndObject();
    json.writeArrayFieldStart("rows");
    for (PlanRow row : plan.rows()) {
      write(row, json);
    }
    json.writeEndArray();
    totals(plan, json);
    volume(plan.paperVolume(), json);
    json.writeEndObject();
  }

  private static void write(PlanRow row, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("phase", row.phase().label());
    label(json, "parallelism", row.parallelism());
    json.writeNumberField("stage", row.stage());
    json.writeStringField("collective", row.collective().label());
    json.writeNumberField("count", row.count());
    json.writeNumberField("send_elements", row.sendElements());
    json.writeNumberField("message_bytes", row.messageBytes());
    json.writeNumberField("wire_bytes", row.wireBytes());
    json.writeStringField("transport", row.route().transport().name());
    number(json, "seconds", row.seconds());
    json.writeArrayFieldStart("purposes");
    for (String purpose : row.purposes()) {
      json.writeString(purpose);
    }
    json.writeEndArray();
    json.writeBooleanField("optional", row.optional());
    json.writeStringField("route", row.route().rule());
    json.writeStringField("confidence", row.route().confidence().label());
    json.writeEndObject();
  }

  private static void label(JsonGenerator json, String key, Parallelism parallelism)
      throws IOException {
    json.writeStringField(key, parallelism.label());
  }

  private static void totals(Plan plan, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("totals");
    json.writeArrayFieldStart("wire_bytes_per_rank");
    for (int stage = 0; stage < plan.deployment().layout().pipeline(); stage++) {
      json.writeNumber(plan.wireBytesPerRank(stage));
    }
    json.writeEndArray();
    json.writeNumberField("wire_bytes_of_cluster", plan.wireBytesOfCluster());
    number(json, "prefill_seconds", plan.seconds(Phase.PREFILL));
    number(json, "decode_seconds", plan.seconds(Phase.DECODE));
    json.writeNumberField("kv_bytes_per_token", plan.kvBytesPerToken());
    json.writeEndObject();
  }

  private static void volume(Optional<PaperVolume> paper, JsonGenerator json) throws IOException {
    if (paper.isEmpty()) {
      json.writeNullField("volume_paper_bytes");
      return;
    }
    json.writeObjectFieldStart("volume_paper_bytes");
    json.writeNumberField("total", Math.round(paper.get().total()));
    json.writeNumberField("total_with_embedding", Math.round(paper.get().totalWithEmbedding()));
    json.writeNumberField("allreduce", Math.round(paper.get().allreduce()));
    json.writeNumberField("allgather", Math.round(paper.get().allgather()));
    json.writeNumberField("gather", Math.round(paper.get().gather()));
    json.writeNumberField("p2p", Math.round(paper.get().p2p()));
    json.writeEndObject();
  }

  private static void number(JsonGenerator json, String key, OptionalDouble value)
      throws IOException {
    if (value.isPresent()) {
      json.writeNumberField(key, value.getAsDouble());
    } else {
      json.writeNullField(key);
    }
  }
}
