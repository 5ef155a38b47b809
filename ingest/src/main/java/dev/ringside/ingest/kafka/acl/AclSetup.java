package dev.ringside.ingest.kafka.acl;

import dev.ringside.ingest.kafka.KafkaFailure;
import dev.ringside.ingest.kafka.ProducerSettings;
import dev.ringside.ingest.publish.PublishException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.utils.SecurityUtils;

/** Grants rights in a Kafka. What is granted already stays; nothing is taken away. */
public final class AclSetup {

  private static final String ANY_HOST = "*";

  private final ProducerSettings settings;

  public AclSetup(ProducerSettings settings) {
    this.settings = settings;
  }

  /**
   * Returns once all are granted.
   *
   * @throws PublishException if no broker answers within 10 s, if it has no authorizer, or if this
   *     user may not grant
   */
  public void grant(List<Grant> grants) throws PublishException, InterruptedException {
    try (Admin admin = settings.connectAdmin()) {
      admin.createAcls(grants.stream().map(AclSetup::binding).distinct().toList()).all().get();
    } catch (ExecutionException e) {
      throw KafkaFailure.at(settings.brokers(), "cannot grant rights in Kafka", e);
    } catch (KafkaException e) {
      throw KafkaFailure.at(settings.brokers(), "cannot connect to Kafka", e);
    }
  }

  private static AclBinding binding(Grant grant) {
    Right right = grant.right();
    return new AclBinding(
        new ResourcePattern(
            ResourceType.fromString(right.kind().label()),
            right.name(),
            right.prefixed() ? PatternType.PREFIXED : PatternType.LITERAL),
        new AccessControlEntry(
            SecurityUtils.parseKafkaPrincipal(grant.principal()).toString(),
            ANY_HOST,
            operation(right.operation()),
            AclPermissionType.ALLOW));
  }

  /** {@code DescribeConfigs} to {@code DESCRIBE_CONFIGS}. */
  private static AclOperation operation(String word) {
    return AclOperation.fromString(word.replaceAll("(?<=[a-z])(?=[A-Z])", "_"));
  }
}
