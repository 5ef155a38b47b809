package dev.ringside.testkit.kafka;

import dev.ringside.testkit.process.FreePorts;
import dev.ringside.testkit.process.ScratchFolder;

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
    for (int attempt = 1; ; attempt++) {
      try {
        return startOnce();
      } catch (IllegalStateException e) {
        // Between asking for a free port and binding it, another process may have taken it.
        if (attempt == PORT_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static InVmKafka startOnce() {
    BrokerProperties.Addresses addresses =
        BrokerProperties.Addresses.loopback(FreePorts.next(), FreePorts.next());
    ScratchFolder data = ScratchFolder.create("ringside-kafka-");
    try {
      RaftBroker broker =
          RaftBroker.start(
              BrokerProperties.alone(addresses, data.path()), BrokerProperties.CLUSTER_ID);
      return new InVmKafka(addresses, broker, data);
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
