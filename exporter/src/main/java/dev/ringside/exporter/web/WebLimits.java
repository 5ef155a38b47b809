package dev.ringside.exporter.web;

import java.time.Duration;

/**
 * What one client may take.
 *
 * @param connections of all clients together; one more, and the one that has waited longest is
 *     closed
 * @param request from the start of a connection (or the first byte of a later request) to the end
 *     of the request, TLS included
 * @param answer to take the whole answer
 * @param idle between two requests
 */
public record WebLimits(int connections, Duration request, Duration answer, Duration idle) {

  public static final WebLimits DEFAULT =
      new WebLimits(320, Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofMinutes(2));
}
