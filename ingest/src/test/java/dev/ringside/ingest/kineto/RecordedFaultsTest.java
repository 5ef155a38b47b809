package dev.ringside.ingest.kineto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringside.core.assembly.PassAssembler;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.pass.Slip;
import dev.ringside.ingest.recording.RankTrace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real recordings with one call dropped, doubled, resized or made among other ranks, at a place
 * drawn from a seed: the parse must name pass, layer and place, and find nothing else.
 */
class RecordedFaultsTest {

  private static final int DRAWS = 12;

  /** What is done to one call. */
  private enum Fault {
    DROPPED(Slip.Kind.MISSING),
    DOUBLED(Slip.Kind.EXTRA),
    RESIZED(Slip.Kind.RESIZED),
    MOVED(Slip.Kind.MOVED);

    private final Slip.Kind kind;

    Fault(Slip.Kind kind) {
      this.kind = kind;
    }
  }

  /**
   * @param layers of the rank's stage
   * @param firstLayer of the stage
   * @param before calls of a step before its first layer
   * @param ofLayer calls of each layer
   */
  private record Shape(
      String folder, int rank, int firstLayer, int layers, int before, int ofLayer) {}

  static Stream<Arguments> faults() {
    List<Shape> shapes =
        List.of(
            new Shape("vllm_cpu_llama_tp4_chunk", 2, 0, 6, 1, 2),
            new Shape("vllm_cpu_llama_tp2pp2", 1, 0, 3, 1, 2),
            new Shape("vllm_cpu_qwen3_moe_tp2", 0, 0, 4, 1, 2),
            new Shape("vllm_cpu_minimax_m2_tp2", 1, 0, 4, 1, 3),
            new Shape("vllm_cpu_llama_tp2_draft", 1, 0, 6, 1, 2),
            new Shape("vllm_cpu_deepseek_mtp_tp2", 0, 0, 5, 1, 2),
            new Shape("sglang_cpu_llama_tp2", 1, 0, 6, 1, 2));
    return shapes.stream()
        .flatMap(shape -> Stream.of(Fault.values()).map(fault -> Arguments.of(shape, fault)))
        .filter(
            one -> one.get()[1] != Fault.MOVED || hasOtherGroups(((Shape) one.get()[0]).folder()));
  }

  private static boolean hasOtherGroups(String folder) {
    return folder.contains("tp4") || folder.contains("pp2") || folder.contains("dp2tp2");
  }

  @ParameterizedTest
  @MethodSource("faults")
  void oneWrongCallIsNamed(Shape shape, Fault fault) throws Exception {
    Path folder = RecordedPassesTest.RECORDED.resolve(shape.folder());
    assumeTrue(Files.isDirectory(folder), "no samples beside the repository");
    Deployment deployment = RecordedPassesTest.deployment(folder);
    RankTrace trace =
        RecordedPassesTest.traces(folder, deployment).stream()
            .filter(one -> one.rank() == shape.rank())
            .findFirst()
            .orElseThrow();
    List<Pass> healthy = passes(deployment, trace.rank(), trace.signatures(), trace.calls());
    assertThat(healthy).allMatch(pass -> pass.slips().isEmpty());

    Random random = new Random(14);
    for (int draw = 0; draw < DRAWS; draw++) {
      int pass = 2 + random.nextInt(healthy.size() - 4);
      int layer = random.nextInt(shape.layers());
      int term = random.nextInt(shape.ofLayer());
      int call = shape.before() + layer * shape.ofLayer() + term;
      int row = row(trace, before(healthy, pass) + call);
      List<Pass> faulty = passes(deployment, trace, row, fault);

      String where = "pass %d, layer %d, call %d of it".formatted(pass, layer, term);
      assertThat(faulty).as(where).hasSameSizeAs(healthy);
      for (int i = 0; i < faulty.size(); i++) {
        assertThat(Slip.faults(faulty.get(i).slips()))
            .as("%s: %s", where, faulty.get(i))
            .isEqualTo(i == pass ? 1 : 0);
      }
      Slip slip = faulty.get(pass).slips().get(0);
      assertThat(slip.kind()).as(where).isEqualTo(fault.kind);
      int model = shape.firstLayer() + layer;
      assertThat(slip.firstLayer()).as("%s: %s", where, slip).isLessThanOrEqualTo(model);
      assertThat(slip.lastLayer()).as("%s: %s", where, slip).isGreaterThanOrEqualTo(model);
      if (fault == Fault.RESIZED || fault == Fault.MOVED) {
        assertThat(slip.isInOneLayer()).as("%s: %s", where, slip).isTrue();
        assertThat(slip.term()).as("%s: %s", where, slip).isEqualTo(term);
      }
    }
  }

  static Stream<Arguments> edges() {
    return Stream.of(
            "vllm_cpu_llama_tp4_chunk",
            "vllm_cpu_llama_dp2tp2",
            "vllm_cpu_llama_tp2pp2",
            "vllm_cpu_gpt_oss_tp2",
            "vllm_cpu_falcon_tp2",
            "vllm_cpu_phi_tp2",
            "vllm_cpu_olmo2_tp2",
            "vllm_cpu_olmoe_tp2",
            "vllm_cpu_nemotron_h_tp2",
            "vllm_cpu_glm4_moe_tp2",
            "vllm_cpu_granitemoeshared_tp2",
            "vllm_cpu_minimax_m2_tp2",
            "vllm_cpu_qwen3_next_tp2",
            "vllm_cpu_qwen3_moe_tp2ep",
            "vllm_cpu_qwen3_moe_dp2ep",
            "vllm_cpu_llama_tp2_draft",
            "vllm_cpu_llama_tp2_ngram",
            "vllm_cpu_deepseek_mtp_tp2",
            "sglang_cpu_llama_tp2",
            "sglang_cpu_llama_tp2pp2",
            "sglang_cpu_gemma3_tp2",
            "sglang_cpu_minimax_m2_tp2",
            "sglang_cpu_nemotron_h_tp2",
            "hf523_llama_tp2")
        .flatMap(
            folder ->
                Stream.of(Fault.values())
                    .filter(fault -> fault != Fault.MOVED || hasOtherGroups(folder))
                    .map(fault -> Arguments.of(folder, fault)));
  }

  /**
   * The embedding, the logits and draft steps, of the first pass, the last one and some between.
   */
  @ParameterizedTest
  @MethodSource("edges")
  void oneWrongCallAtAnEdgeIsOfItsPass(String name, Fault fault) throws Exception {
    Path folder = RecordedPassesTest.RECORDED.resolve(name);
    assumeTrue(Files.isDirectory(folder), "no samples beside the repository");
    Deployment deployment = RecordedPassesTest.deployment(folder);
    RankTrace trace = RecordedPassesTest.traces(folder, deployment).get(0);
    List<Pass> healthy = passes(deployment, trace.rank(), trace.signatures(), trace.calls());
    List<String> wrong = new ArrayList<>();
    for (int pass : new int[] {0, 1, healthy.size() / 2, healthy.size() - 2, healthy.size() - 1}) {
      int calls = (int) healthy.get(pass).calls();
      for (int call : new int[] {0, 1, calls / 2, calls - 2, calls - 1}) {
        if (call == calls - 1 && !isKnowable(healthy, pass, fault)) {
          continue;
        }
        int row = row(trace, before(healthy, pass) + call);
        List<Pass> faulty = passes(deployment, trace, row, fault);
        List<Integer> slipped = new ArrayList<>();
        for (int i = 0; i < faulty.size(); i++) {
          if (Slip.faults(faulty.get(i).slips()) > 0) {
            slipped.add(i);
          }
        }
        if (!slipped.equals(List.of(pass)) || faulty.size() != healthy.size()) {
          wrong.add(
              "pass %d of %d, call %d of %d: slipped %s of %d %s"
                  .formatted(
                      pass,
                      healthy.size(),
                      call,
                      calls,
                      slipped,
                      faulty.size(),
                      slipped.isEmpty() ? "" : faulty.get(slipped.get(0)).slips()));
        }
      }
    }
    assertThat(wrong).as("%s %s", name, fault).isEmpty();
  }

  /**
   * Logits once more may be those of a prompt; the last ones of a recording may be cut off; and no
   * other call says how many rows of a prompt are asked for.
   */
  private static boolean isKnowable(List<Pass> healthy, int pass, Fault fault) {
    return switch (fault) {
      case DROPPED -> pass < healthy.size() - 1;
      case RESIZED, DOUBLED -> healthy.get(pass).tokens() == healthy.get(pass).rows();
      default -> false;
    };
  }

  private static int before(List<Pass> passes, int pass) {
    return (int) passes.subList(0, pass).stream().mapToLong(Pass::calls).sum();
  }

  /**
   * @param calls without hand-overs and control traffic
   */
  private record Pass(long tokens, long rows, long calls, List<Slip> slips) {}

  private static List<Pass> passes(
      Deployment deployment, int rank, SignatureTable signatures, CallColumns calls) {
    PassAssembler assembler = new PassAssembler(deployment, rank);
    List<PassBlock> blocks = new ArrayList<>(assembler.accept(signatures, calls));
    blocks.addAll(assembler.finish());
    List<Pass> passes = new ArrayList<>();
    for (PassBlock block : blocks) {
      for (int i = 0; i < block.size() && !block.isLoose(); i++) {
        passes.add(new Pass(block.tokens(), block.rows(), calls(block, i), block.slips()));
      }
    }
    return passes;
  }

  private static long calls(PassBlock block, int pass) {
    long calls = 0;
    for (int kind = 0; kind < block.kinds().size(); kind++) {
      CallKind of = block.kinds().get(kind);
      calls +=
          isCounted(of.collective(), of.dataType()) ? block.tallies().get(kind).calls(pass) : 0;
    }
    return calls;
  }

  private static boolean isCounted(Collective collective, DataType type) {
    return !collective.isPointToPoint() && (type == DataType.BFLOAT16 || type == DataType.FLOAT);
  }

  /** The {@code call}-th call of the recording, hand-overs and control traffic aside. */
  private static int row(RankTrace trace, int call) {
    int seen = 0;
    for (int row = 0; row < trace.calls().size(); row++) {
      CallSignature signature = trace.signatures().get(trace.calls().signature(row));
      if (isCounted(signature.collective(), signature.dataType()) && seen++ == call) {
        return row;
      }
    }
    throw new AssertionError("no call " + call);
  }

  private static List<Pass> passes(Deployment deployment, RankTrace trace, int at, Fault fault) {
    SignatureTable signatures = new SignatureTable();
    CallColumns calls = new CallColumns();
    for (int row = 0; row < trace.calls().size(); row++) {
      CallSignature signature = trace.signatures().get(trace.calls().signature(row));
      CallSignature played =
          row == at ? changed(signature, fault, deployment, trace.rank()) : signature;
      int times = row != at ? 1 : fault == Fault.DROPPED ? 0 : fault == Fault.DOUBLED ? 2 : 1;
      for (int i = 0; i < times; i++) {
        calls.add(
            signatures.idOf(played),
            trace.calls().startNs(row) + i,
            trace.calls().durationNs(row),
            trace.calls().sequence(row));
      }
    }
    return passes(deployment, trace.rank(), signatures, calls);
  }

  /** The rank and one that is in no tensor group of it, or in another half of it. */
  private static List<Integer> others(Deployment deployment, int rank) {
    int tensor = deployment.layout().tensor();
    int other = (rank + Math.max(2, tensor / 2)) % deployment.ranks();
    return List.of(Math.min(rank, other), Math.max(rank, other));
  }

  private static CallSignature changed(
      CallSignature of, Fault fault, Deployment deployment, int rank) {
    Communicator other = new Communicator("", 2, others(deployment, rank));
    return new CallSignature(
        fault == Fault.MOVED ? other : of.communicator(),
        of.collective(),
        of.dataType(),
        fault == Fault.RESIZED ? 3 * of.elements() : of.elements(),
        of.transport(),
        of.timing(),
        of.peer(),
        of.flags(),
        fault == Fault.RESIZED ? 0 : of.rowElements());
  }
}
