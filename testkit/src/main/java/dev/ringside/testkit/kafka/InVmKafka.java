package dev.ringside.testkit.kafka;

import dev.ringside.testkit.process.FreePorts;
import dev.ringside.testkit.process.ScratchFolder;
import java.nio.file.Path;

/**
 * A real Kafka broker in this JVM: KRaft, one node that is broker and controller, on two free
 * loopback ports, its data in a folder that {@link #close} removes.
 *
 * <p>Thread-safe; several may run side by side.
 */
public final class InVmKafka implements KafkaCluster {
  private static final int PORT_ATTEMPTS = 3;

  private final BrokerProperties.Addresses addresses;
  private final RaftBroker broker;
  private final ScratchFolder data;
  private boolean closed;

  private InVmKafka(BrokerProperties.Addresses addresses, RaftBroker broker, ScratchFolder data) {
    this.addresses = addresses;
    this.broker = broker;
    this.data = data;
  }

  /**
   * Starts a broker and returns when it serves.
   *
   * @throws IllegalStateException when it cannot start
   */
  public static InVmKafka start() {
    return start(
        (addresses, data) ->
            RaftBroker.start(BrokerProperties.alone(addresses, data), BrokerProperties.CLUSTER_ID));
  }

  /** Starts a broker on these addresses with its data there. */
  @FunctionalInterface
  interface Starter {
    RaftBroker start(BrokerProperties.Addresses addresses, Path data);
  }

  static InVmKafka start(Starter starter) {
    for (int attempt = 1; ; attempt++) {
      try {
        return startOnce(starter);
      } catch (IllegalStateException e) {
        // Between asking for a free port and binding it, another process may have taken it.
        if (attempt == PORT_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static InVmKafka startOnce(Starter starter) {
    BrokerProperties.Addresses addresses =
        BrokerProperties.Addresses.loopback(FreePorts.next(), FreePorts.next());
    ScratchFolder data = ScratchFolder.create("ringside-kafka-");
    try {
      return new InVmKafka(addresses, starter.start(addresses, data.path()), data);
    } catch (IllegalStateException e) {
      data.close();
      throw e;
    }
  }

  @Override
  public String bootstrapServers() {
    return addresses.bootstrap();
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      broker.close();
      data.close();
    }
  }
}
