package dev.ringside.testkit.kafka;

import dev.ringside.testkit.containers.RequiresContainerEngine;
import org.junit.jupiter.api.Test;

@RequiresContainerEngine
class ContainerKafkaIT {
  @Test
  void deliversFromAContainer() {
    long begin = System.nanoTime();
    try (ContainerKafka kafka = ContainerKafka.start()) {
      System.out.printf("ContainerKafka up in %.1f s%n", (System.nanoTime() - begin) / 1e9);
      RoundTrip.assertDelivers(kafka);
    }
  }
}
