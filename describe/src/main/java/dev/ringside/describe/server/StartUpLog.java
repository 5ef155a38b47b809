package dev.ringside.describe.server;

import dev.ringside.describe.yaml.BadDescriptionException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What vLLM writes into its log when it starts: {@code Initializing a V1 LLM engine (v0.32.0) with
 * config: …} and {@code non-default args: {…}}.
 *
 * <p>Sources: vLLM 0.32 {@code v1/engine/core.py:EngineCore.__init__}, {@code
 * entrypoints/utils.py:log_non_default_args}.
 */
final class StartUpLog {

  /** A server that has run for months has a log to match; it starts at the beginning. */
  private static final int MOST_LINES = 100_000;

  private static final int LONGEST = 1 << 20;

  private static final Pattern ENGINE =
      Pattern.compile("Initializing an? (V[01])?.*?LLM engine \\(v([^)]+)\\) with config: (.*)");
  private static final Pattern MAX_SEQS = Pattern.compile("'max_num_seqs': (\\d{1,9})");

  private StartUpLog() {}

  /**
   * @throws BadDescriptionException with one line, if the file cannot be read or has neither line
   */
  static void learn(Path log, Learnt learnt) throws BadDescriptionException {
    boolean found = false;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(log), StandardCharsets.UTF_8))) {
      for (int i = 0; i < MOST_LINES; i++) {
        String line = lines.readLine();
        if (line == null) {
          break;
        }
        found |= line.length() <= LONGEST && learnLine(line, log.toString(), learnt);
      }
    } catch (IOException e) {
      throw new BadDescriptionException(log + ": cannot be read: " + e.getMessage(), e);
    }
    if (!found) {
      throw new BadDescriptionException(
          log
              + ": no line \"Initializing a V1 LLM engine ... with config\": is it vLLM's log from"
              + " its start?");
    }
  }

  private static boolean learnLine(String line, String source, Learnt learnt) {
    if (line.contains("non-default args: ")) {
      Matcher maxSeqs = MAX_SEQS.matcher(line);
      if (maxSeqs.find()) {
        learnt.learn("max-num-seqs", maxSeqs.group(1), source);
      }
      if (line.contains("'enable_expert_parallel': True")) {
        learnt.learn("expert-parallel", "true", source);
      }
    }
    Matcher engine = ENGINE.matcher(line);
    if (!engine.find()) {
      return false;
    }
    learnt.learn("engine", "V0".equals(engine.group(1)) ? "vllm-v0" : "vllm", source);
    learnt.learn("engine-version", engine.group(2), source);
    VllmConfig.learnText(engine.group(3), source, learnt);
    return true;
  }
}
