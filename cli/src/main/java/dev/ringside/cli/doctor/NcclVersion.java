package dev.ringside.cli.doctor;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The release of NCCL that a process has mapped, by the name of the library's file or of the wheel
 * it came in.
 */
record NcclVersion(int major, int minor, int patch) {

  private static final Pattern LIBRARY =
      Pattern.compile("libnccl\\.so\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
  private static final Pattern WHEEL =
      Pattern.compile("nvidia_nccl_cu\\d+-(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3}).*");

  static Optional<NcclVersion> of(Node.Running process, Node node) {
    for (Path library : process.libraries()) {
      Matcher name = LIBRARY.matcher(library.toString());
      if (name.find()) {
        return Optional.of(parse(name));
      }
      if (library.endsWith("nvidia/nccl/lib/libnccl.so.2")) {
        Path packages = library.getParent().getParent().getParent().getParent();
        for (String entry : node.names(packages)) {
          Matcher wheel = WHEEL.matcher(entry);
          if (wheel.matches()) {
            return Optional.of(parse(wheel));
          }
        }
      }
    }
    return Optional.empty();
  }

  private static NcclVersion parse(Matcher numbers) {
    return new NcclVersion(
        Integer.parseInt(numbers.group(1)),
        Integer.parseInt(numbers.group(2)),
        Integer.parseInt(numbers.group(3)));
  }

  boolean isBefore(int otherMajor, int otherMinor) {
    return major < otherMajor || (major == otherMajor && minor < otherMinor);
  }

  boolean is(int otherMajor, int otherMinor, int otherPatch) {
    return equals(new NcclVersion(otherMajor, otherMinor, otherPatch));
  }

  @Override
  public String toString() {
    return "%d.%d.%d".formatted(major, minor, patch);
  }
}
