package dev.ringside.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class InspectionTextTest {

  private final String text = InspectionText.render(SampleInspection.everything(), List.of(), 200);

  @Test
  void filesOfOneFolderStandBelowIt() {
    assertThat(text)
        .startsWith("run\n\n")
        .containsPattern(
            "rank0.json +JSON with traceEvents +by name and content +0 +node-7, pid 4711, GPU 3 +20"
                + " +vllm 0.32.0 +4 +2 ms +exact")
        .containsPattern(
            "rank1.json +JSON with traceEvents +by name and content +1 +0 +vllm 0.32.0 +4 +3 +no");
  }

  @Test
  void severalRecordingsStandBelowTheirFolders() {
    String both =
        InspectionText.render(SampleInspection.several("monday", "tuesday"), List.of(), 200);

    assertThat(both.split("(?m)^== ")).hasSize(3);
    assertThat(both.substring(both.indexOf("== monday"), both.indexOf("== tuesday")))
        .contains("0 (TP)", "fpm.jsonl", "suspect  rank 1")
        .contains("ranks    0,1 of 4\n");
    assertThat(both).containsOnlyOnce("finding  one file is damaged").endsWith("record shapes\n");
  }

  @Test
  void whatAllFilesSayIsSaidOnce() {
    assertThat(text)
        .containsOnlyOnce("remark   written by gloo (2 files)")
        .contains("lost     rank1.json: 12 of 32 AllReduce are missing");
  }

  @Test
  void aGroupHasItsGuessAndTheReason() {
    assertThat(text).containsPattern("0 \\(TP\\) +0,1 +2 +20 +tp +high +its name says so");
  }

  /** Six sizes, then how many more there are and how many calls have none: all 20 are shown. */
  @Test
  void everyCallIsInOneRow() {
    assertThat(text)
        .containsPattern("AllReduce +1 KiB BFloat16 +2\n")
        .containsPattern("AllReduce +6 KiB BFloat16 +2\n")
        .doesNotContain("7 KiB")
        .containsPattern("AllReduce +3 more sizes +6\n")
        .containsPattern("AllReduce +not known +2\n");
  }

  @Test
  void theEnginesOwnPassesAreCounted() {
    assertThat(text).containsPattern("fpm.jsonl +2 +1 +94 +5 +3 +1\n");
  }

  @Test
  void whoWaitsForWhomAndWhatToDo() {
    assertThat(text)
        .containsPattern("tp +8 +AllReduce +0\n")
        .contains("suspect  rank 1: it has not come to call 8\n")
        .contains("cleared  rank 0: it waits\n")
        .contains("ranks    0,1 of 4\n")
        .contains("calls    20, the size of 18 and the duration of 20 known\n")
        .contains("finding  call 8 has not ended (rank 0)\n")
        .contains("finding  one file is damaged\n")
        .endsWith("advice   record shapes\n");
  }
}
