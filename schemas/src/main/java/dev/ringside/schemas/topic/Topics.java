package dev.ringside.schemas.topic;

import dev.ringside.core.deployment.Tenant;
import java.util.regex.Pattern;

/** Names of the topics through which the modules communicate. */
public final class Topics {

  /**
   * {@code CallBatch} by {@link RecordKey}: a rank's calls stay in order in one partition. This is
   * the topic of the default tenant; {@link #calls} has those of others.
   */
  public static final String CALLS = "ringside.calls";

  /** {@code Deployment} by name, compacted. */
  public static final String DEPLOYMENTS = "ringside.deployments";

  /** {@code WindowReport} by {@link ReportKey}, compacted. */
  public static final String REPORTS = "ringside.reports";

  /** {@code FindingRecord} by its id, compacted: what is wrong, since when and whose fault. */
  public static final String FINDINGS = "ringside.findings";

  /** Payloads that could not be read, unchanged; reason and origin are in the headers. */
  public static final String DEAD_LETTERS = "ringside.dead-letters";

  /**
   * {@code IterationBatch} by {@code deployment/replica}: what engines tell about their own passes.
   * This is the topic of the default tenant; {@link #iterations} has those of others.
   */
  public static final String ITERATIONS = "ringside.iterations";

  /** Every topic of calls: that of the default tenant, and one for each other tenant. */
  public static final Pattern ALL_CALLS =
      Pattern.compile("ringside\\.calls(\\.[A-Za-z0-9-]{1,%d})?".formatted(Tenant.MOST_CHARACTERS));

  /** Every topic of iterations. */
  public static final Pattern ALL_ITERATIONS =
      Pattern.compile(
          "ringside\\.iterations(\\.[A-Za-z0-9-]{1,%d})?".formatted(Tenant.MOST_CHARACTERS));

  private static final String OF_TENANT = CALLS + '.';
  private static final String ITERATIONS_OF_TENANT = ITERATIONS + '.';

  private Topics() {}

  /** The topic on which a tenant's agents send: {@link #CALLS}, or {@code ringside.calls.NAME}. */
  public static String calls(Tenant tenant) {
    return tenant.isDefault() ? CALLS : OF_TENANT + tenant.name();
  }

  /** The topic on which a tenant's agents send what its engines tell. */
  public static String iterations(Tenant tenant) {
    return tenant.isDefault() ? ITERATIONS : ITERATIONS + '.' + tenant.name();
  }

  /** True for a topic of iterations, and not of calls. */
  public static boolean isOfIterations(String topic) {
    return topic.startsWith(ITERATIONS);
  }

  /** True if this topic is one of the tenant's own; looks without making an object. */
  public static boolean isOf(Tenant tenant, String topic) {
    if (isOfIterations(topic)) {
      return tenant.isDefault()
          ? !topic.startsWith(ITERATIONS_OF_TENANT)
          : topic.equals(iterations(tenant));
    }
    return tenant.isDefault()
        ? !topic.startsWith(OF_TENANT)
        : topic.length() == OF_TENANT.length() + tenant.name().length()
            && topic.startsWith(OF_TENANT)
            && topic.endsWith(tenant.name());
  }
}
