package dev.ringside.agent.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.deployment.Tenant;
import dev.ringside.ingest.kafka.acl.Grant;
import dev.ringside.ingest.kafka.acl.Right;
import dev.ringside.ingest.kafka.acl.Role;
import dev.ringside.schemas.topic.Topics;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import io.strimzi.api.kafka.model.user.KafkaUserAuthorizationSimple;
import io.strimzi.api.kafka.model.user.acl.AclRule;
import io.strimzi.api.kafka.model.user.acl.AclRuleGroupResource;
import io.strimzi.api.kafka.model.user.acl.AclRuleTopicResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.kubernetes.operator.api.FlinkDeployment;
import org.apache.flink.kubernetes.operator.api.spec.FlinkDeploymentSpec;
import org.junit.jupiter.api.Test;

/** The topics, users and the job are those that the programs expect. */
class JobManifestsTest {

  private static final Path REPOSITORY = Path.of(System.getProperty("ringside.repository"));
  private static final String GROUP = "ringside-comm-metrics";

  private final Kustomization all;

  JobManifestsTest() throws IOException {
    all = Kustomization.read(REPOSITORY.resolve("deploy/kubernetes/job"));
  }

  @Test
  void thereIsEachTopicOfTheContract() {
    assertThat(all.all(KafkaTopic.class))
        .extracting(topic -> topic.getMetadata().getName())
        .containsExactlyInAnyOrder(
            Topics.CALLS,
            Topics.ITERATIONS,
            Topics.DEPLOYMENTS,
            Topics.REPORTS,
            Topics.FINDINGS,
            Topics.DEAD_LETTERS);
    for (KafkaTopic topic : all.all(KafkaTopic.class)) {
      String name = topic.getMetadata().getName();
      Map<String, Object> config = topic.getSpec().getConfig();
      boolean compacted =
          Set.of(Topics.DEPLOYMENTS, Topics.REPORTS, Topics.FINDINGS).contains(name);
      assertThat(config.get("cleanup.policy")).as(name).isEqualTo(compacted ? "compact" : null);
      boolean stamped = Set.of(Topics.CALLS, Topics.ITERATIONS).contains(name);
      assertThat(config.get("message.timestamp.type"))
          .as(name)
          .isEqualTo(stamped ? "LogAppendTime" : null);
      assertThat(topic.getSpec().getPartitions())
          .as(name)
          .isEqualTo(name.equals(Topics.CALLS) ? 12 : 1);
      assertThat(Integer.parseInt(config.get("min.insync.replicas").toString()))
          .isLessThan(topic.getSpec().getReplicas());
    }
  }

  @Test
  void allOfThemAreOfOneKafka() {
    assertThat(all.objects())
        .filteredOn(one -> one.getApiVersion().startsWith("kafka.strimzi.io"))
        .allSatisfy(
            one -> {
              assertThat(one.getMetadata().getNamespace()).isEqualTo("kafka");
              assertThat(one.getMetadata().getLabels())
                  .containsEntry("strimzi.io/cluster", "ringside");
            });
  }

  @Test
  void eachProgramMayWhatItsRoleMayAndNoMore() {
    for (Role role : List.of(Role.AGENT, Role.JOB, Role.EXPORTER)) {
      KafkaUser user = all.named(KafkaUser.class, "ringside-" + role.label());
      Set<String> wanted = new TreeSet<>();
      for (Grant grant : Grant.of(role, "User:x", Tenant.DEFAULT, GROUP)) {
        wanted.add(said(grant.right()));
      }
      assertThat(rights(user)).as(role.label()).isEqualTo(wanted);
    }
    assertThat(all.all(KafkaUser.class)).hasSize(3);
  }

  private static String said(Right right) {
    return "%s %s %s %s"
        .formatted(
            right.kind().label(),
            right.name(),
            right.prefixed() ? "prefix" : "literal",
            right.operation());
  }

  private static Set<String> rights(KafkaUser user) {
    Set<String> rights = new TreeSet<>();
    var simple = (KafkaUserAuthorizationSimple) user.getSpec().getAuthorization();
    for (AclRule rule : simple.getAcls()) {
      String on =
          rule.getResource() instanceof AclRuleTopicResource topic
              ? "topic %s %s".formatted(topic.getName(), topic.getPatternType().toValue())
              : group((AclRuleGroupResource) rule.getResource());
      rule.getOperations().forEach(one -> rights.add(on + " " + one.toValue()));
    }
    return rights;
  }

  private static String group(AclRuleGroupResource group) {
    return "group %s %s".formatted(group.getName(), group.getPatternType().toValue());
  }

  @Test
  void theJobIsOurs() throws IOException {
    FlinkDeploymentSpec job = all.all(FlinkDeployment.class).get(0).getSpec();

    assertThat(
            REPOSITORY
                .resolve("flink-jobs/src/main/java")
                .resolve(job.getJob().getEntryClass().replace('.', '/') + ".java"))
        .exists();
    assertThat(Files.readString(REPOSITORY.resolve("docker/flink/Dockerfile")))
        .contains(" " + job.getJob().getJarURI().replaceFirst("local://", "") + "\n");
    assertThat(job.getJob().getArgs())
        .containsExactly("--brokers", "ringside-kafka-bootstrap.kafka:9092");
    int slots = Integer.parseInt(job.getFlinkConfiguration().get("taskmanager.numberOfTaskSlots"));
    assertThat(job.getJob().getParallelism() % slots).isZero();
  }

  /** An upgrade goes on from the last state only if that outlives the pods. */
  @Test
  void whatTheJobStoresOutlivesItsPods() {
    FlinkDeploymentSpec job = all.all(FlinkDeployment.class).get(0).getSpec();
    Container main = job.getPodTemplate().getSpec().getContainers().get(0);

    assertThat(main.getName())
        .as("the name that Flink looks for")
        .isEqualTo("flink-main-container");
    assertThat(job.getFlinkConfiguration()).containsEntry("high-availability.type", "kubernetes");
    for (String key : List.of("execution.checkpointing.dir", "high-availability.storageDir")) {
      String path = job.getFlinkConfiguration().get(key).replaceFirst("file://", "");
      VolumeMount mount =
          main.getVolumeMounts().stream()
              .filter(one -> (path + '/').startsWith(one.getMountPath() + '/'))
              .findFirst()
              .orElseThrow(() -> new AssertionError(path + " is on no volume"));
      assertThat(claim(job, mount.getName()).getSpec().getAccessModes())
          .containsExactly("ReadWriteMany");
    }
    assertThat(job.getPodTemplate().getSpec().getSecurityContext().getRunAsNonRoot()).isTrue();
  }

  private PersistentVolumeClaim claim(FlinkDeploymentSpec job, String volume) {
    Volume found =
        job.getPodTemplate().getSpec().getVolumes().stream()
            .filter(one -> one.getName().equals(volume))
            .findFirst()
            .orElseThrow();
    return all.named(PersistentVolumeClaim.class, found.getPersistentVolumeClaim().getClaimName());
  }
}
