package dev.ringside.bench.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The document's tables are those of the committed result. */
class CapacityDocumentTest {

  private static final Path ROOT = Path.of(System.getProperty("ringside.repository"));

  @Test
  void theDocumentIsWhatTheResultMakesOfIt() throws Exception {
    String result = Files.readString(ROOT.resolve("benchmarks/results/bench.json"));

    assertThat(Files.readString(ROOT.resolve("docs/capacity.md")))
        .as("ringside bench --capacity benchmarks/results/bench.json prints the tables")
        .contains(new CapacityTable(Constants.read(result)).render());
  }

  @Test
  void aResultThatLacksSomethingIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Constants.read("{\"schema\":\"ringside.bench/1\"}"))
        .withMessageContaining("/cpu_seconds_per_million_calls/job");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Constants.read("calls"))
        .withMessageContaining("not valid JSON");
  }
}
