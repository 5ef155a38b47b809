package dev.ringside.cli.main;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.Optional;

/**
 * Standard output that remembers why a write failed: a {@link java.io.PrintStream} above it only
 * goes on in silence.
 */
final class WatchedOutput extends FileOutputStream {

  /** The reader of a pipe has seen enough, as {@code head} does. */
  private static final String BROKEN_PIPE = "Broken pipe";

  private volatile String failure;

  WatchedOutput() {
    super(FileDescriptor.out);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      super.write(bytes, offset, length);
    } catch (IOException e) {
      failure = e.getMessage();
      throw e;
    }
  }

  /** Why output is lost; empty if it is not, or if its reader does not want it. */
  Optional<String> failure() {
    return Optional.ofNullable(failure).filter(reason -> !reason.equals(BROKEN_PIPE));
  }
}
