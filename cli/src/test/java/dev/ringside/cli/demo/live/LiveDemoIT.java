package dev.ringside.cli.demo.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.cli.console.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A good minute by the wall clock: that is what it shows. */
class LiveDemoIT {

  private static final Duration LENGTH = Duration.ofSeconds(65);

  @Test
  void theServerMatchesUntilItsEngineSumsTwice() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, UTF_8);
    Console console = Console.plain(stream, stream, InstantSource.system());
    boolean found =
        new LiveDemo(console).run(new InetSocketAddress("127.0.0.1", 0), Optional.of(LENGTH));
    String shown = out.toString(UTF_8);
    assertThat(found).as(shown).isTrue();
    assertThat(shown).contains("llama-3.1-8b/0  match  window");
    assertThat(shown.indexOf("match  window")).isLessThan(shown.indexOf("deviation  window"));
    assertThat(shown.substring(0, shown.indexOf("extra-collectives since")))
        .as("before the fault")
        .doesNotContain("deviation  window");
  }
}
