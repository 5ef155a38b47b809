package dev.ringside.cli.replay;

import dev.ringside.cli.console.Console;
import dev.ringside.cli.console.Progress;
import dev.ringside.cli.kafka.OutageLines;
import dev.ringside.ingest.kafka.DeploymentPublisher;
import dev.ringside.ingest.kafka.KafkaBatchPublisher;
import dev.ringside.ingest.kafka.ProducerSettings;
import dev.ringside.ingest.kafka.TopicSetup;
import dev.ringside.ingest.publish.PublishException;
import dev.ringside.ingest.replay.Replay;
import dev.ringside.ingest.replay.ReplayOptions;
import dev.ringside.ingest.replay.ReplayOutcome;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.time.InstantSource;
import java.util.Locale;

/**
 * Publishes one recording to one Kafka: topics, deployment and batches. Knows at any moment how
 * much has been published. For one thread.
 */
final class Publication {

  private final RecordedInput input;
  private final ReplayOptions options;
  private final ProducerSettings kafka;
  private final Console console;
  private final InstantSource clock;
  private String state = "nothing was published";

  /**
   * @param clock what is now for this recording
   */
  Publication(
      RecordedInput input,
      ReplayOptions options,
      ProducerSettings kafka,
      Console console,
      InstantSource clock) {
    this.input = input;
    this.options = options;
    this.kafka = kafka;
    this.console = console;
    this.clock = clock;
  }

  /** Creates the missing topics, as far as this user may. */
  void prepare(int partitions) throws PublishException, InterruptedException {
    new TopicSetup(kafka).createWhatIsAllowed(partitions);
  }

  /** Publishes the deployment, then all batches, and waits until they are acknowledged. */
  void publish() throws PublishException, InterruptedException, UnreadableTraceException {
    if (input.deployment().isPresent()) {
      new DeploymentPublisher(kafka).publish(input.deployment().get());
      state = "the deployment was published, but no calls";
    }
    KafkaBatchPublisher publisher =
        KafkaBatchPublisher.connect(kafka, new OutageLines(console, kafka.brokers()));
    ReplayOutcome outcome;
    try (publisher;
        Progress progress = Progress.of(console, "publishing", "calls")) {
      outcome =
          new Replay(input.recording(), options, clock, Replay.Sleeper.REAL)
              .run(publisher, progress::at);
    }
    state = describe(outcome, publisher.acknowledged());
    if (!outcome.completed()) {
      throw new InterruptedException(state);
    }
  }

  /** The count of a closed publisher is final: what was not acknowledged then is lost. */
  private String describe(ReplayOutcome outcome, long acknowledged) {
    return String.format(
        Locale.ROOT,
        "%,d of %,d calls were published (%,d of %,d batches acknowledged, run %s)",
        outcome.calls(),
        input.recording().calls(),
        acknowledged,
        outcome.batches(),
        outcome.runId());
  }

  String runId() {
    return options.runId();
  }

  /** How much has been published, in words for a user who interrupts. */
  String state() {
    return state;
  }
}
