package dev.ringside.core.account;

/** Forward passes of a replica by phase. An incomplete pass is in no other count. */
public record PassCounts(long prefill, long decode, long unknown, long incomplete) {

  public static final PassCounts NONE = new PassCounts(0, 0, 0, 0);

  /** {@code passes} complete ones of one phase. */
  public static PassCounts of(Phase phase, long passes) {
    return switch (phase) {
      case PREFILL -> new PassCounts(passes, 0, 0, 0);
      case DECODE -> new PassCounts(0, passes, 0, 0);
      case UNKNOWN -> new PassCounts(0, 0, passes, 0);
    };
  }

  public static PassCounts incomplete(long passes) {
    return new PassCounts(0, 0, 0, passes);
  }

  public PassCounts plus(PassCounts other) {
    return new PassCounts(
        prefill + other.prefill,
        decode + other.decode,
        unknown + other.unknown,
        incomplete + other.incomplete);
  }

  public long complete() {
    return prefill + decode + unknown;
  }
}
