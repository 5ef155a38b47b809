package dev.ringside.core.account;

/** Forward passes of a replica by phase. An incomplete pass is in no other count. */
public record PassCounts(long prefill, long decode, long unknown, long incomplete) {

  public static final PassCounts NONE = new PassCounts(0, 0, 0, 0);

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
