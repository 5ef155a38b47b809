package dev.ringside.core.finding;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.core.report.Finding;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What makes two findings of two windows the same one: the replica, the kind, whose fault it is and
 * the place in the model, and none of the figures.
 */
final class FindingId {

  private static final int BYTES = 6;

  /** Evidence that says where, not how much. */
  private static final List<String> PLACES =
      List.of(
          "stage", "carrier", "communicator", "id", "purpose", "call_of_layer", "expected", "seen");

  private FindingId() {}

  /** Twelve hexadecimal digits: the same in every run and release for the same finding. */
  static String of(String deployment, int replica, Finding finding) {
    StringBuilder text = new StringBuilder();
    part(text, deployment);
    part(text, Integer.toString(replica));
    part(text, finding.kind());
    part(text, finding.parallelism().label());
    part(text, finding.cause().culprit().type().label());
    finding.cause().culprit().ids().forEach(id -> part(text, id));
    for (String place : PLACES) {
      part(text, finding.evidence().getOrDefault(place, ""));
    }
    byte[] hash = sha256().digest(text.toString().getBytes(UTF_8));
    return HexFormat.of().formatHex(hash, 0, BYTES);
  }

  /** Two texts with other borders between their parts are other texts. */
  private static void part(StringBuilder text, String part) {
    text.append(part.length()).append(':').append(part);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
