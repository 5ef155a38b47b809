package dev.ringside.agent.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemdUnitTest {

  private static final Path UNIT =
      Path.of(System.getProperty("ringside.repository"), "deploy/systemd/ringside-agent.service");
  private static final Path ANALYZE = Path.of("/usr/bin/systemd-analyze");

  @TempDir Path folder;

  /** What systemd says of a unit; nothing if it is sound. */
  private String verify(String unit) throws Exception {
    assumeTrue(Files.isExecutable(ANALYZE), "systemd-analyze is not here");
    Path program = folder.resolve("ringside-agent");
    if (!Files.exists(program)) {
      Files.createFile(program);
      assertThat(program.toFile().setExecutable(true)).isTrue();
    }
    Path file =
        Files.writeString(
            folder.resolve("ringside-agent.service"),
            unit.replace("/opt/ringside/bin/ringside-agent", program.toString()));
    Process verify =
        new ProcessBuilder(ANALYZE.toString(), "verify", "--man=no", file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(verify.getInputStream().readAllBytes()).strip();
    return verify.waitFor() == 0 ? said : "refused: " + said;
  }

  @Test
  void systemdTakesTheUnit() throws Exception {
    assertThat(verify(Files.readString(UNIT))).isEmpty();
  }

  @Test
  void anUnknownSettingWouldBeSaid() throws Exception {
    String wrong = Files.readString(UNIT).replace("MemoryMax=", "MemoryMost=");

    assertThat(verify(wrong)).contains("MemoryMost");
  }

  @Test
  void theAgentIsConfined() throws Exception {
    Map<String, String> settings = new HashMap<>();
    for (String line : Files.readAllLines(UNIT)) {
      List<String> parts = List.of(line.split("=", 2));
      if (parts.size() == 2) {
        settings.put(parts.get(0), parts.get(1));
      }
    }
    assertThat(settings)
        .containsEntry("User", "ringside")
        .containsEntry("MemoryMax", "256M")
        .containsEntry("NoNewPrivileges", "yes")
        .containsEntry("ProtectSystem", "strict")
        .containsEntry("CapabilityBoundingSet", "")
        .containsEntry("StateDirectory", "ringside");
    assertThat(settings.get("ExecStartPre")).isEqualTo(settings.get("ExecStart") + " --check");
  }
}
