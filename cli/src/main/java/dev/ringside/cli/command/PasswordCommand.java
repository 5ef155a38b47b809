package dev.ringside.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.cli.console.BadInputException;
import dev.ringside.cli.console.Console;
import dev.ringside.cli.console.ExitCode;
import dev.ringside.exporter.access.PasswordHash;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Makes the hash of a password for the exporter's users. */
@Command(
    name = "password",
    sortOptions = false,
    description = {
      "Read a password, one line from standard input, and print its hash for basic_auth_users in"
          + " the file that the exporter takes as --web-config. The password itself is not kept; a"
          + " terminal shows what is typed, so better give it in a file or from a password store."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  ringside password < password.txt"})
final class PasswordCommand implements Callable<Integer> {

  private static final int MOST_BYTES = 1024;

  private final Console console;
  private final InputStream in;

  PasswordCommand(Console console, InputStream in) {
    this.console = console;
    this.in = in;
  }

  @Override
  public Integer call() throws IOException {
    char[] password = line();
    if (password.length == 0) {
      throw new BadInputException("no password: give one line on standard input");
    }
    console.out().println(PasswordHash.of(password).text());
    console.out().flush();
    return ExitCode.OK;
  }

  private char[] line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      if (line.size() == MOST_BYTES) {
        throw new BadInputException(
            "standard input: the first line has more than %d bytes, which no password has"
                .formatted(MOST_BYTES));
      }
      line.write(next);
    }
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(line.toByteArray())).toString();
      return (text.endsWith("\r") ? text.substring(0, text.length() - 1) : text).toCharArray();
    } catch (CharacterCodingException e) {
      throw new BadInputException("standard input: the password is not UTF-8 text", e);
    }
  }
}
