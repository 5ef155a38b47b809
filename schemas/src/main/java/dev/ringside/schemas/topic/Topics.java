package dev.ringside.schemas.topic;

/** Names of the topics through which the modules communicate. */
public final class Topics {

  /** {@code CallBatch} by {@link RecordKey}: a rank's calls stay in order in one partition. */
  public static final String CALLS = "ringside.calls";

  /** {@code Deployment} by name, compacted. */
  public static final String DEPLOYMENTS = "ringside.deployments";

  /** {@code WindowReport} by {@link ReportKey}, compacted. */
  public static final String REPORTS = "ringside.reports";

  /** Payloads that could not be read, unchanged; reason and origin are in the headers. */
  public static final String DEAD_LETTERS = "ringside.dead-letters";

  private Topics() {}
}
