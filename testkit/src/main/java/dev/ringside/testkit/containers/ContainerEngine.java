package dev.ringside.testkit.containers;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * The Docker API that {@code DOCKER_HOST} names, the usual socket otherwise.
 *
 * <p>Asked directly, because Testcontainers takes minutes and writes pages of log before it reports
 * that no engine answers.
 *
 * @param host {@code unix:///path} or {@code tcp://host:port}
 */
record ContainerEngine(URI host) {
  private static final String PING = "GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n";

  static ContainerEngine fromEnvironment(Map<String, String> environment) {
    return new ContainerEngine(
        URI.create(environment.getOrDefault("DOCKER_HOST", "unix:///var/run/docker.sock")));
  }

  /** Why no container can be started; empty when the engine answers. */
  Optional<String> problem() {
    try (SocketChannel channel = SocketChannel.open(address())) {
      channel.write(ByteBuffer.wrap(PING.getBytes(StandardCharsets.US_ASCII)));
      ByteBuffer answer = ByteBuffer.allocate(64);
      channel.read(answer);
      String status = new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
      return status.matches("(?s)HTTP/1\\.\\d 200 .*")
          ? Optional.empty()
          : Optional.of("no container engine: " + host + " answered \"" + status.strip() + '"');
    } catch (IOException | IllegalArgumentException e) {
      return Optional.of("no container engine at " + host + " (" + e.getMessage() + ")");
    }
  }

  private SocketAddress address() {
    return "unix".equals(host.getScheme())
        ? UnixDomainSocketAddress.of(host.getPath())
        : new InetSocketAddress(host.getHost(), host.getPort());
  }
}
