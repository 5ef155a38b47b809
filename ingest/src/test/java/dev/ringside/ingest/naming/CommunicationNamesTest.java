package dev.ringside.ingest.naming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Transport;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommunicationNamesTest {

  @TempDir Path folder;

  @AfterEach
  void forget() {
    System.clearProperty(CommunicationNames.VARIABLE);
  }

  @Test
  void onesOwnLinesComeBeforeTheBuiltInOnes() throws Exception {
    Path own =
        Files.writeString(
            folder.resolve("own.tsv"),
            "# mine\n\nkernel\tTRTLLM\tall_gather\t-\tfancy_.*kernel\tours\n"
                + "kernel\t-\t-\t-\tncclDevKernel_Broadcast\tnot ours\n"
                + "operator\t2\treduce_scatter\t1\tours::scatter\tours\n");
    CommunicationNames names = CommunicationNames.with(own);

    assertThat(names.kernel("fancy_kernel"))
        .contains(new KernelFamily(Transport.TRTLLM, Collective.ALL_GATHER, false));
    assertThat(names.kernel("ncclDevKernel_Broadcast_RING_LL(x)")).isEmpty();
    assertThat(names.kernel("ncclDevKernel_Reduce_Sum_f32_RING_LL(x)")).isPresent();
    assertThat(names.operator("ours::scatter"))
        .contains(new Operator(Collective.REDUCE_SCATTER, 2, 1));
    assertThat(names.operator("ours::scatter_more")).isEmpty();
    assertThat(names.operator("vllm::all_reduce")).isPresent();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kernel NCCL|found 2 columns, expected 6",
        "thing NCCL all_reduce - x y|found \"thing\", expected kernel or operator",
        "kernel ACME all_reduce - x y|found \"ACME\", expected one of unknown, nccl",
        "kernel NCCL sum - x y|found \"sum\", expected one of unknown, all_reduce",
        "kernel NCCL all_reduce - ( y|found \"(\", expected a regular expression",
        "kernel NCCL named - x y|found no group \"op\"",
        "operator x all_reduce 0 x y|found \"x\", expected the place of an input"
      })
  void aBadLineIsNamed(String line, String problem) throws Exception {
    Path own = Files.writeString(folder.resolve("own.tsv"), "\n" + line.replace(' ', '\t'));

    assertThatThrownBy(() -> CommunicationNames.with(own))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("line 2: " + problem);
    System.setProperty(CommunicationNames.VARIABLE, own.toString());
    assertThat(CommunicationNames.problem())
        .hasValueSatisfying(
            said -> assertThat(said).startsWith("RINGSIDE_NAMES: " + own + ": line 2: "));
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    System.setProperty(CommunicationNames.VARIABLE, folder.resolve("gone").toString());

    assertThat(CommunicationNames.problem())
        .contains(
            "RINGSIDE_NAMES: %s: cannot be read: NoSuchFileException"
                .formatted(folder.resolve("gone")));
  }
}
