package dev.ringside.cli.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.cli.console.BadInputException;
import dev.ringside.cli.console.Console;
import dev.ringside.exporter.access.WebConfig;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordCommandTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void theExporterTakesWhatItPrints(@TempDir Path folder) throws Exception {
    assertThat(call("s3cret wörd\r\nmore\n".getBytes(UTF_8))).isZero();

    Path file =
        Files.writeString(folder.resolve("web.yml"), "basic_auth_users:\n  me: " + printed());
    assertThat(WebConfig.read(file).users()).isPresent();
    assertThat(printed()).startsWith("pbkdf2-sha256:").doesNotContain("s3cret");
  }

  @Test
  void withoutAPasswordThereIsNoHash() {
    for (byte[] input :
        new byte[][] {
          {}, "\n".getBytes(UTF_8), "wörd".getBytes(ISO_8859_1), "x".repeat(2000).getBytes(UTF_8)
        }) {
      assertThatThrownBy(() -> call(input))
          .isInstanceOf(BadInputException.class)
          .hasMessageNotContaining("rd\n");
    }
    assertThat(printed()).isEmpty();
  }

  private int call(byte[] input) throws IOException {
    PrintStream stream = new PrintStream(out, true, UTF_8);
    Console console = Console.plain(stream, stream, InstantSource.system());
    return new PasswordCommand(console, new ByteArrayInputStream(input)).call();
  }

  private String printed() {
    return out.toString(UTF_8);
  }
}
