package dev.ringside.bench.load;

/** What every path groups by: {@code bytes} are those of one message, nccl-tests sense. */
public record SizeKey(String deployment, String collective, long bytes)
    implements Comparable<SizeKey> {

  @Override
  public int compareTo(SizeKey other) {
    int byDeployment = deployment.compareTo(other.deployment);
    int byCollective = byDeployment != 0 ? byDeployment : collective.compareTo(other.collective);
    return byCollective != 0 ? byCollective : Long.compare(bytes, other.bytes);
  }
}
