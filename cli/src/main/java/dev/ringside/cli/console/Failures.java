package dev.ringside.cli.console;

import dev.ringside.cli.report.text.Printable;
import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.exporter.collect.AddressUnavailableException;
import dev.ringside.ingest.kafka.BadSettingsException;
import dev.ringside.ingest.publish.PublishException;
import dev.ringside.ingest.source.UnreadableTraceException;
import dev.ringside.simulator.record.BrokenOutputException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Says in one line what went wrong; the stack trace follows only with {@code --debug}.
 *
 * <p>Bad input, bad usage, a Kafka or an address that cannot be used, and a machine that is too
 * small for the input end with {@link ExitCode#BAD_INPUT}. Anything else ends with {@link
 * ExitCode#INTERNAL}: a failure we did not foresee is our fault, not the user's.
 */
public final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {

  private final Console console;
  private final Interruption interruption;

  public Failures(Console console, Interruption interruption) {
    this.console = console;
    this.interruption = interruption;
  }

  @Override
  public int handleParseException(ParameterException failure, String[] args) {
    String command = failure.getCommandLine().getCommandSpec().qualifiedName();
    console.say(
        "%s%s; see %s --help".formatted(whatIsWrong(failure), didYouMean(failure), command));
    return ExitCode.BAD_INPUT;
  }

  /** Picocli ends some of its messages with a full stop and some without. */
  private static String whatIsWrong(ParameterException failure) {
    return Printable.line(failure.getMessage()).replaceFirst("\\.$", "");
  }

  /** The command or option most like the one that the user typed; empty if none is like it. */
  private static String didYouMean(ParameterException failure) {
    if (failure instanceof UnmatchedArgumentException unmatched
        && !unmatched.getSuggestions().isEmpty()) {
      return "; did you mean %s?".formatted(unmatched.getSuggestions().get(0));
    }
    return "";
  }

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine commandLine, ParseResult parsed) {
    boolean debug = commandLine.getParseResult().hasMatchedOption("--debug");
    boolean wrapped = failure instanceof ExecutionException && failure.getCause() != null;
    return end(wrapped ? failure.getCause() : failure, debug);
  }

  /** Says what went wrong and returns the exit code. */
  public int end(Throwable failure, boolean debug) {
    if (debug) {
      StringWriter trace = new StringWriter();
      failure.printStackTrace(new PrintWriter(trace));
      console.err().print(Printable.lines(trace.toString()));
    }
    if (interruption.requested()) {
      boolean known = failure instanceof InterruptedException && failure.getMessage() != null;
      console.say(known ? "interrupted: " + failure.getMessage() : "interrupted");
      return ExitCode.INTERRUPTED;
    }
    if (isBadInput(failure)) {
      console.say(failure.getMessage());
      return ExitCode.BAD_INPUT;
    }
    if (failure instanceof NoReportException) {
      console.say(failure.getMessage());
      return ExitCode.INTERNAL;
    }
    Optional<String> shortage = Shortage.behind(failure);
    if (shortage.isPresent()) {
      console.say(shortage.get());
      return ExitCode.BAD_INPUT;
    }
    console.say(
        "internal error: %s%s"
            .formatted(withRootCause(failure), debug ? "" : " (--debug shows where)"));
    return ExitCode.INTERNAL;
  }

  private static boolean isBadInput(Throwable failure) {
    return failure instanceof BadInputException
        || failure instanceof UnreadableTraceException
        || failure instanceof BadDescriptionException
        || failure instanceof BrokenOutputException
        || failure instanceof BadSettingsException
        || failure instanceof PublishException
        || failure instanceof AddressUnavailableException;
  }

  private static String withRootCause(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return failure.getCause() == null ? failure.toString() : failure.getMessage() + ": " + root;
  }
}
