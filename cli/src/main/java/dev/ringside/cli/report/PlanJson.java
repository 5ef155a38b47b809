package dev.ringside.cli.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ringside.core.account.Phase;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.ServingOptions;
import dev.ringside.core.fabric.Fabric;
import dev.ringside.core.plan.PaperVolume;
import dev.ringside.core.plan.Plan;
import dev.ringside.core.plan.PlanRow;
import dev.ringside.core.plan.Workload;
import java.io.IOException;
import java.util.Optional;

/**
 * A plan as JSON: a contract for scripts, described by {@code plan-1.schema.json}. What is not
 * known is null.
 */
public final class PlanJson {

  public static final String SCHEMA = "ringside.plan/1";

  private PlanJson() {}

  /**
   * @param fabric whose costs the seconds are of
   */
  public static String render(Plan plan, Optional<Fabric> fabric) {
    return JsonText.of(
        json -> {
          json.writeStringField("schema", SCHEMA);
          json.writeStringField("model", plan.deployment().model().name());
          json.writeStringField("engine", plan.deployment().engine().label());
          json.writeArrayFieldStart("rows");
          for (PlanRow row : plan.rows()) {
            write(row, json);
          }
          json.writeEndArray();
          volume(plan.paperVolume(), json);
          JsonText.object(json, "totals", totals -> totals(plan, totals));
          JsonText.object(json, "passes", passes -> passes(plan, passes));
          JsonText.object(json, "workload", workload -> workload(plan.workload(), workload));
          JsonText.object(json, "deployment", on -> deployment(plan.deployment(), fabric, on));
        });
  }

  private static void write(PlanRow row, JsonGenerator json) throws IOException {
    boolean routed = row.route().transport() != Transport.UNKNOWN;
    json.writeStartObject();
    json.writeStringField("phase", row.phase().label());
    json.writeStringField("parallelism", row.parallelism().label());
    json.writeNumberField("stage", row.stage());
    json.writeStringField("collective", row.collective().label());
    json.writeNumberField("count", row.count());
    json.writeNumberField("send_elements", row.sendElements());
    json.writeNumberField("message_bytes", row.messageBytes());
    json.writeNumberField("wire_bytes", row.wireBytes());
    JsonText.label(
        json, "transport", routed ? Optional.of(row.route().transport().name()) : Optional.empty());
    JsonText.seconds(json, "seconds", row.seconds());
    json.writeArrayFieldStart("purposes");
    for (String purpose : row.purposes()) {
      json.writeString(purpose);
    }
    json.writeEndArray();
    json.writeBooleanField("optional", row.optional());
    if (routed) {
      route(row, json);
    } else {
      json.writeNullField("route");
    }
    json.writeEndObject();
  }

  private static void route(PlanRow row, JsonGenerator json) throws IOException {
    JsonText.object(
        json,
        "route",
        route -> {
          route.writeBooleanField("visible_to_nccl", row.route().isVisibleToNccl());
          route.writeStringField("rule", row.route().rule());
          route.writeStringField("confidence", row.route().confidence().label());
          route.writeStringField("source", row.route().source());
        });
  }

  private static void volume(Optional<PaperVolume> volume, JsonGenerator json) throws IOException {
    if (volume.isEmpty()) {
      json.writeNullField("volume_paper_bytes");
      return;
    }
    PaperVolume paper = volume.get();
    JsonText.object(
        json,
        "volume_paper_bytes",
        parts -> {
          parts.writeNumberField("total", Math.round(paper.total()));
          parts.writeNumberField("allreduce", Math.round(paper.allreduce()));
          parts.writeNumberField("allgather", Math.round(paper.allgather()));
          parts.writeNumberField("gather", Math.round(paper.gather()));
          parts.writeNumberField("p2p", Math.round(paper.p2p()));
          parts.writeNumberField("total_with_embedding", Math.round(paper.totalWithEmbedding()));
        });
  }

  private static void totals(Plan plan, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("wire_bytes_per_rank");
    for (int stage = 0; stage < plan.deployment().layout().pipeline(); stage++) {
      json.writeNumber(plan.wireBytesPerRank(stage));
    }
    json.writeEndArray();
    json.writeNumberField("wire_bytes_of_cluster", plan.wireBytesOfCluster());
    JsonText.seconds(json, "prefill_seconds", plan.seconds(Phase.PREFILL));
    JsonText.seconds(json, "decode_seconds", plan.seconds(Phase.DECODE));
    if (plan.kvBytesPerToken() > 0) {
      json.writeNumberField("kv_bytes_per_token", plan.kvBytesPerToken());
    } else {
      json.writeNullField("kv_bytes_per_token");
    }
  }

  private static void passes(Plan plan, JsonGenerator json) throws IOException {
    json.writeNumberField("prefill", plan.prefillPasses());
    json.writeNumberField("decode", plan.decodePasses());
  }

  private static void workload(Workload workload, JsonGenerator json) throws IOException {
    json.writeNumberField("prompt_tokens", workload.promptTokens());
    json.writeNumberField("output_tokens", workload.outputTokens());
    json.writeNumberField("batch", workload.batch());
    json.writeNumberField("max_num_batched_tokens", workload.maxBatchedTokens());
  }

  private static void deployment(Deployment deployment, Optional<Fabric> fabric, JsonGenerator json)
      throws IOException {
    ServingOptions options = deployment.options();
    json.writeNumberField("tensor", deployment.layout().tensor());
    json.writeNumberField("pipeline", deployment.layout().pipeline());
    json.writeNumberField("data", deployment.layout().data());
    json.writeBooleanField("expert_parallel", options.expertParallel());
    json.writeNumberField("context", options.decodeContext());
    json.writeNumberField("prefill_context", options.prefillContext());
    json.writeBooleanField("sequence_parallel", options.sequenceParallel());
    json.writeNumberField("speculative_tokens", options.speculativeTokens());
    json.writeStringField("dtype", deployment.dataType().label());
    JsonText.label(json, "engine_version", Optional.of(options.engineVersion()));
    JsonText.label(json, "gpu", Optional.of(options.gpu()));
    JsonText.label(json, "fabric", fabric.map(Fabric::name));
    json.writeArrayFieldStart("flags");
    for (String flag : options.flags()) {
      json.writeString(flag);
    }
    json.writeEndArray();
  }
}
