package dev.ringside.ingest.kineto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringside.core.align.Agreement;
import dev.ringside.core.assembly.PassAssembler;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.pass.BlockPart;
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

  static Stream<Arguments> dumped() {
    return Stream.of("vllm_cpu_llama_tp2_fr", "vllm_cpu_moe_dp2tp2ep_fr")
        .flatMap(
            folder ->
                Stream.of(Fault.values())
                    .filter(fault -> fault != Fault.MOVED || hasOtherGroups(folder))
                    .map(fault -> Arguments.of(folder, fault)));
  }

  /** The same faults in dumps of the Flight Recorder: in the layers, and at both ends. */
  @ParameterizedTest
  @MethodSource("dumped")
  void oneWrongCallOfADumpIsOfItsPass(String name, Fault fault) throws Exception {
    Path folder = RecordedPassesTest.RECORDED.resolve(name);
    assumeTrue(Files.isDirectory(folder), "no samples beside the repository");
    Deployment deployment = RecordedPassesTest.deployment(folder);
    RankTrace trace = RecordedPassesTest.dumps(folder, deployment).get(1);
    List<Pass> healthy = passes(deployment, trace.rank(), trace.signatures(), trace.calls());
    for (int pass : new int[] {1, healthy.size() / 3, healthy.size() - 2}) {
      int calls = (int) healthy.get(pass).calls();
      int last = deployment.layout().data() > 1 ? calls / 3 : calls - 2; // of replicas, see peers
      for (int call : new int[] {0, 1, calls / 2, last}) {
        int row = row(trace, before(healthy, pass) + call);
        List<Pass> faulty = passes(deployment, trace, row, fault);
        assertThat(slipped(faulty, healthy))
            .as("pass %d of %d, call %d of %d", pass, healthy.size(), call, calls)
            .containsExactly(pass);
      }
    }
  }

  static Stream<Arguments> handedOver() {
    return Stream.of("vllm_cpu_opt_pp2", "vllm_cpu_llama_pp2")
        .flatMap(
            folder ->
                Stream.of(Fault.DROPPED, Fault.DOUBLED, Fault.RESIZED)
                    .flatMap(
                        fault -> Stream.of(0, 1).map(rank -> Arguments.of(folder, fault, rank))));
  }

  /** Steps of one hand-over alone: what announces it, and what the engine tells, bound them. */
  @ParameterizedTest
  @MethodSource("handedOver")
  void aWrongHandOverIsOfItsPass(String name, Fault fault, int rank) throws Exception {
    Path folder = RecordedPassesTest.RECORDED.resolve(name);
    assumeTrue(Files.isDirectory(folder), "no samples beside the repository");
    Deployment deployment = RecordedPassesTest.deployment(folder);
    RankTrace trace = RecordedPassesTest.traces(folder, deployment).get(rank);
    List<Pass> healthy = told(deployment, trace, -1, fault);
    int tensors = name.contains("opt") ? 1 : 2;
    for (int pass = 0; pass < healthy.size() - 1; pass++) {
      for (int tensor = 0; tensor < tensors; tensor++) {
        int row = tensorRow(trace, pass * tensors + tensor);
        List<Pass> faulty = told(deployment, trace, row, fault);
        assertThat(slipped(faulty, healthy)).as("pass %d", pass).containsExactly(pass);
        assertThat(faulty.get(pass).slips())
            .as("pass %d", pass)
            .extracting(Slip::kind)
            .containsExactly(fault.kind);
      }
    }
  }

  static Stream<Arguments> ofSeveralRows() {
    return Stream.of("vllm_cpu_llama_tp4_chunk", "vllm_cpu_llama_tp2_fr", "hf523_llama_tp2")
        .flatMap(
            folder ->
                Stream.of(Fault.DOUBLED, Fault.RESIZED).map(fault -> Arguments.of(folder, fault)));
  }

  /**
   * Rows of logits in a prefill, where no other call of the rank shows them: the other ranks do. Of
   * two ranks neither is right if nothing is told.
   */
  @ParameterizedTest
  @MethodSource("ofSeveralRows")
  void wrongLogitsOfAPrefillAreNamedAmongItsRanks(String name, Fault fault) throws Exception {
    Path folder = RecordedPassesTest.RECORDED.resolve(name);
    assumeTrue(Files.isDirectory(folder), "no samples beside the repository");
    Deployment deployment = RecordedPassesTest.deployment(folder);
    List<RankTrace> traces = RecordedPassesTest.traces(folder, deployment);
    List<List<PassBlock>> ranks = new ArrayList<>();
    for (RankTrace trace : traces) {
      ranks.add(blocks(deployment, trace, -1, fault, false));
    }
    RankTrace wrong = traces.get(1);
    List<Pass> healthy = passesOf(ranks.get(1));
    int pass = 0;
    while (healthy.get(pass).tokens() == healthy.get(pass).rows()) {
      pass++;
    }
    int call = (int) healthy.get(pass).calls() - 1;
    int row = row(wrong, before(healthy, pass) + call);
    ranks.set(1, blocks(deployment, wrong, row, fault, false));
    List<BlockPart> parts = new ArrayList<>();
    for (List<PassBlock> blocks : ranks) {
      parts.add(part(blocks, pass));
    }

    List<BlockPart> agreed = Agreement.on(deployment, parts);
    List<Integer> named =
        agreed.stream()
            .filter(part -> Slip.faults(part.block().slips()) == 1)
            .map(BlockPart::rank)
            .toList();
    boolean open = fault == Fault.RESIZED && traces.size() == 2;
    assertThat(named).isEqualTo(open ? List.of(0, 1) : List.of(1));
    Slip slip =
        agreed.get(1).block().slips().stream().filter(Slip::isFault).findFirst().orElseThrow();
    assertThat(slip.kind()).isEqualTo(fault.kind);
    assertThat(slip.purpose()).isEqualTo(Purpose.LOGITS);
    if (!wrong.word().steps().isEmpty()) {
      List<Pass> told = passesOf(blocks(deployment, wrong, row, fault, true));
      assertThat(Slip.faults(told.get(pass).slips())).isEqualTo(fault == Fault.RESIZED ? 1 : 0);
    }
  }

  private static BlockPart part(List<PassBlock> blocks, int pass) {
    for (PassBlock block : blocks) {
      if (!block.isLoose() && pass >= block.firstIndex() && pass < block.endIndex()) {
        int at = (int) (pass - block.firstIndex());
        return new BlockPart(block, at, at + 1);
      }
    }
    throw new AssertionError("no pass " + pass);
  }

  /** Passes with more faults than in {@code healthy}, or not as many calls to the end. */
  private static List<Integer> slipped(List<Pass> faulty, List<Pass> healthy) {
    List<Integer> slipped = new ArrayList<>();
    for (int i = 0; i < faulty.size(); i++) {
      long before = i < healthy.size() ? Slip.faults(healthy.get(i).slips()) : 0;
      if (Slip.faults(faulty.get(i).slips()) > before) {
        slipped.add(i);
      }
    }
    assertThat(faulty).hasSameSizeAs(healthy);
    return slipped;
  }

  private static List<Pass> told(Deployment deployment, RankTrace trace, int at, Fault fault) {
    return passesOf(blocks(deployment, trace, at, fault, true));
  }

  /** The {@code tensor}-th tensor that is handed over. */
  private static int tensorRow(RankTrace trace, int tensor) {
    int seen = 0;
    for (int row = 0; row < trace.calls().size(); row++) {
      CallSignature signature = trace.signatures().get(trace.calls().signature(row));
      boolean handed =
          signature.collective().isPointToPoint() && signature.dataType() == DataType.BFLOAT16;
      if (handed && seen++ == tensor) {
        return row;
      }
    }
    throw new AssertionError("no tensor " + tensor);
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
    return passesOf(blocks(new PassAssembler(deployment, rank), signatures, calls));
  }

  private static List<PassBlock> blocks(
      PassAssembler assembler, SignatureTable signatures, CallColumns calls) {
    List<PassBlock> blocks = new ArrayList<>(assembler.accept(signatures, calls));
    blocks.addAll(assembler.finish());
    return blocks;
  }

  private static List<Pass> passesOf(List<PassBlock> blocks) {
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
    return passesOf(blocks(deployment, trace, at, fault, false));
  }

  /**
   * @param at the call that is wrong; −1 if none is
   * @param told with what the engine wrote beside the calls
   */
  private static List<PassBlock> blocks(
      Deployment deployment, RankTrace trace, int at, Fault fault, boolean told) {
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
    PassAssembler assembler = new PassAssembler(deployment, trace.rank());
    if (told) {
      assembler.tell(trace.word().steps());
    }
    return blocks(assembler, signatures, calls);
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
