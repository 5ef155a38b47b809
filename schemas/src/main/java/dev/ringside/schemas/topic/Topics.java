package dev.ringside.schemas.topic;

/** The topics on which the modules meet. */
public final class Topics {

  /** {@code CallBatch} by {@link RecordKey}: a rank's calls stay in order in one partition. */
  public static final String CALLS = "ringside.calls";

  /** {@code Deployment} by name, compacted. */
  public static final String DEPLOYMENTS = "ringside.deployments";

  /** {@code WindowReport} by {@link ReportKey}, compacted. */
  public static final String REPORTS = "ringside.reports";

  /** Payloads nobody could read, unchanged; reason and origin in headers. */
  public static final String DEAD_LETTERS = "ringside.dead-letters";

  private Topics() {}
}
