package dev.ringside.exporter.kafka;

import dev.ringside.exporter.topic.FollowedTopic;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Follows several topics of one Kafka, each on a thread of its own. */
public final class Followers implements AutoCloseable {

  private final ConsumerSettings settings;
  private final List<FollowedTopic<?>> topics;
  private final List<TopicFollower<?>> started = new CopyOnWriteArrayList<>();

  public Followers(ConsumerSettings settings, List<FollowedTopic<?>> topics) {
    this.settings = settings;
    this.topics = topics;
  }

  /**
   * Connects and starts to read, topic after topic.
   *
   * @throws UnreachableBrokerException if no broker answers within 10 s or the settings are wrong;
   *     close this then
   */
  public void start() throws UnreachableBrokerException {
    for (FollowedTopic<?> topic : topics) {
      started.add(TopicFollower.start(settings, topic));
    }
  }

  /** Empty while every table holds its whole topic, else one line. */
  public String whyNotReady() {
    if (started.size() < topics.size()) {
      return "connecting to Kafka";
    }
    return started.stream()
        .map(TopicFollower::whyNotReady)
        .filter(why -> !why.isEmpty())
        .findFirst()
        .orElse("");
  }

  @Override
  public void close() {
    started.forEach(TopicFollower::close);
  }
}
