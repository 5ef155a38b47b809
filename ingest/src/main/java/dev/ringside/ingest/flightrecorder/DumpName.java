package dev.ringside.ingest.flightrecorder;

import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name of a dump says. torch writes {@code nccl_trace_rank_3} or, newer, {@code
 * comm_lib_trace_rank_3}; users choose the part before the rank and may add an ending.
 *
 * @param series folder and name without the rank: dumps of one series are of one moment
 * @param rank empty if the name has no number where a rank would be
 */
record DumpName(String series, OptionalInt rank) {

  private static final Pattern NAME =
      Pattern.compile("(.*?)(\\d{1,6})((?:\\.(?:json|pickle|pkl|bin|pt|dump|txt|gz))*)");
  private static final Pattern USUAL =
      Pattern.compile(".*(?:trace_rank|fr_rank|_dump)_?\\d{1,6}(?:\\.(?:json|pickle|pkl|gz))*");

  static DumpName of(Path file) {
    String name = file.getFileName().toString();
    Matcher matcher = NAME.matcher(name);
    boolean matches = matcher.matches() && !matcher.group(1).isEmpty();
    Path folder = file.toAbsolutePath().normalize().getParent();
    return new DumpName(
        folder.resolve(matches ? matcher.group(1) : name).toString(),
        matches ? OptionalInt.of(Integer.parseInt(matcher.group(2))) : OptionalInt.empty());
  }

  /** True if only a dump is likely to be called so. */
  static boolean isUsual(String name) {
    return USUAL.matcher(name.toLowerCase(Locale.ROOT)).matches();
  }
}
