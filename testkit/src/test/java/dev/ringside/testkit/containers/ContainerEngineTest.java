package dev.ringside.testkit.containers;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.ringside.testkit.process.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerEngineTest {
  @TempDir private Path folder;

  @Test
  void saysWhichSocketIsMissing() {
    String host = "unix://" + folder.resolve("docker.sock");

    assertThat(ContainerEngine.fromEnvironment(Map.of("DOCKER_HOST", host)).problem())
        .hasValueSatisfying(problem -> assertThat(problem).contains("no container engine", host));
  }

  @Test
  void saysThatNobodyListens() {
    String host = "tcp://127.0.0.1:" + FreePorts.next();

    assertThat(ContainerEngine.fromEnvironment(Map.of("DOCKER_HOST", host)).problem())
        .hasValueSatisfying(problem -> assertThat(problem).contains(host));
  }

  @Test
  void anEngineThatAnswersIsUsable() throws IOException {
    assertThat(answering(200).problem()).isEmpty();
  }

  @Test
  void anEngineInTroubleIsNot() throws IOException {
    assertThat(answering(500).problem())
        .hasValueSatisfying(problem -> assertThat(problem).contains("500"));
  }

  private static ContainerEngine answering(int status) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/_ping",
        exchange -> {
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
          server.stop(0);
        });
    server.start();
    String host = "tcp://127.0.0.1:" + server.getAddress().getPort();
    return ContainerEngine.fromEnvironment(Map.of("DOCKER_HOST", host));
  }
}
