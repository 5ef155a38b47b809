package dev.ringside.cli.report.json;

import dev.ringside.core.account.Phase;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.ServingOptions;
import dev.ringside.core.derived.Derivations;
import dev.ringside.core.fabric.Fabric;
import dev.ringside.core.family.FamilyQuirks;
import dev.ringside.core.plan.PaperVolume;
import dev.ringside.core.plan.Plan;
import dev.ringside.core.plan.PlanRow;
import dev.ringside.core.plan.Workload;
import dev.ringside.core.routing.Route;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A plan as JSON: a contract for scripts, described by {@code plan-1.schema.json}. What is not
 * known is null.
 */
public final class PlanJson {

  public static final String SCHEMA = "ringside.plan/1";

  private PlanJson() {}

  /**
   * @param fabric whose costs the seconds are of
   * @param derived the figures beside the plan
   */
  public static String render(Plan plan, Optional<Fabric> fabric, Derivations derived) {
    return JsonObject.document(
        json -> {
          json.text("schema", SCHEMA)
              .text("model", plan.deployment().model().name())
              .text("engine", plan.deployment().engine().label())
              .objects("rows", plan.rows(), PlanJson::row)
              .object("volume_paper_bytes", plan.paperVolume(), PlanJson::volume)
              .object("totals", totals -> totals(plan, totals))
              .object("passes", passes -> passes(plan, passes))
              .object("workload", workload -> workload(plan.workload(), workload))
              .object("deployment", on -> deployment(plan.deployment(), fabric, on))
              .object("family", family -> family(plan.family(), family));
          FaultJson.write(plan.faults(), json);
          DerivedJson.write(derived, json);
        });
  }

  private static void family(FamilyQuirks family, JsonObject json) {
    json.text("name", family.family())
        .text("evidence", family.evidence().label())
        .text("source", family.source())
        .texts("unread", family.unread());
  }

  private static void row(PlanRow row, JsonObject json) {
    Optional<Route> route =
        Optional.of(row.route()).filter(to -> to.transport() != Transport.UNKNOWN);
    json.text("phase", row.phase().label())
        .text("parallelism", row.parallelism().label())
        .number("stage", row.stage())
        .text("collective", row.collective().label())
        .number("count", row.count())
        .number("send_elements", row.sendElements())
        .number("message_bytes", row.messageBytes())
        .number("wire_bytes", row.wireBytes())
        .label("transport", route.map(to -> to.transport().name()).orElse(""))
        .seconds("seconds", row.seconds())
        .texts("purposes", row.purposes())
        .flag("optional", row.optional())
        .object("route", route, PlanJson::route);
  }

  private static void route(Route route, JsonObject json) {
    json.flag("visible_to_nccl", route.isVisibleToNccl())
        .text("rule", route.rule())
        .text("confidence", route.confidence().label())
        .text("source", route.source());
  }

  private static void volume(PaperVolume paper, JsonObject json) {
    json.number("total", Math.round(paper.total()))
        .number("allreduce", Math.round(paper.allreduce()))
        .number("allgather", Math.round(paper.allgather()))
        .number("gather", Math.round(paper.gather()))
        .number("p2p", Math.round(paper.p2p()))
        .number("total_with_embedding", Math.round(paper.totalWithEmbedding()));
  }

  private static void totals(Plan plan, JsonObject json) {
    json.numbers(
            "wire_bytes_per_rank",
            IntStream.range(0, plan.deployment().layout().pipeline())
                .mapToObj(plan::wireBytesPerRank)
                .toList())
        .number("wire_bytes_of_cluster", plan.wireBytesOfCluster())
        .seconds("prefill_seconds", plan.seconds(Phase.PREFILL))
        .seconds("decode_seconds", plan.seconds(Phase.DECODE));
    if (plan.kvBytesPerToken() > 0) {
      json.number("kv_bytes_per_token", plan.kvBytesPerToken());
    } else {
      json.unknown("kv_bytes_per_token");
    }
  }

  private static void passes(Plan plan, JsonObject json) {
    json.number("prefill", plan.prefillPasses()).number("decode", plan.decodePasses());
  }

  private static void workload(Workload workload, JsonObject json) {
    json.number("prompt_tokens", workload.promptTokens())
        .number("output_tokens", workload.outputTokens())
        .number("batch", workload.batch())
        .number("max_num_batched_tokens", workload.maxBatchedTokens());
  }

  private static void deployment(Deployment deployment, Optional<Fabric> fabric, JsonObject json) {
    ServingOptions options = deployment.options();
    json.number("tensor", deployment.layout().tensor())
        .number("pipeline", deployment.layout().pipeline())
        .number("data", deployment.layout().data())
        .number("attention_data_parallel", options.attentionReplicas())
        .flag("expert_parallel", options.expertParallel())
        .number("context", options.decodeContext())
        .number("prefill_context", options.prefillContext())
        .flag("sequence_parallel", options.sequenceParallel())
        .number("speculative_tokens", options.speculativeTokens())
        .text("dtype", deployment.dataType().label())
        .label("engine_version", options.engineVersion())
        .label("gpu", options.gpu())
        .label("fabric", fabric.map(Fabric::name).orElse(""))
        .texts("flags", options.flags());
  }
}
