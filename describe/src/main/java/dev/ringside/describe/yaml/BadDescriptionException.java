package dev.ringside.describe.yaml;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Path;

/**
 * A file that describes something (a deployment, a model, a fabric, a scenario) and cannot be used.
 * The message is one line for the operator: file, line, and what was expected.
 */
public final class BadDescriptionException extends Exception {

  private static final long serialVersionUID = 1L;

  public BadDescriptionException(String line) {
    super(line);
  }

  public BadDescriptionException(String line, Throwable cause) {
    super(line, cause);
  }

  /** The file breaks the syntax of {@code language}, at the place where the parser stopped. */
  public static BadDescriptionException notValid(
      String language, Path file, JsonProcessingException cause) {
    int line = cause.getLocation() == null ? 1 : cause.getLocation().getLineNr();
    String problem = cause.getOriginalMessage().lines().findFirst().orElse("");
    return new BadDescriptionException(
        "%s:%d: not valid %s: %s".formatted(file, line, language, problem), cause);
  }
}
