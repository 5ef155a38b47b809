package dev.ringside.ingest.kineto;

import dev.ringside.core.assembly.PassAssembler;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.grammar.StepSizes;
import dev.ringside.core.observation.Observation;
import dev.ringside.core.pass.BlockPart;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.pass.PassShape;
import dev.ringside.core.pass.PhaseRule;
import dev.ringside.core.verdict.Judgement;
import dev.ringside.ingest.recording.RankTrace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A recording whose calls a test changes in memory, call by call and without any closed form, and
 * what comes of its comparison.
 */
final class EditedRecording {

  /** Goes along one rank's calls and writes down what is to be played instead. */
  interface Edit {
    /**
     * @param call the next call
     * @param out takes what is played in its place
     */
    void at(CallSignature call, List<CallSignature> out);
  }

  /** A new one for each rank. */
  interface Editor {
    Edit ofRank();
  }

  private final Deployment deployment;
  private final List<RankTrace> traces;

  private EditedRecording(Deployment deployment, List<RankTrace> traces) {
    this.deployment = deployment;
    this.traces = traces;
  }

  static EditedRecording of(Path folder) throws Exception {
    Deployment deployment = RecordedPassesTest.deployment(folder);
    return new EditedRecording(deployment, RecordedPassesTest.traces(folder, deployment));
  }

  Deployment deployment() {
    return deployment;
  }

  /** The verdict on one replica of the deployment {@code against}. */
  Judgement judge(Deployment against, int replica, Editor editor) {
    return judge(against, replica, editor, 1);
  }

  /**
   * @param times how often passes of more than one token come
   */
  Judgement judge(Deployment against, int replica, Editor editor, int times) {
    Map<Long, List<BlockPart>> parts = new TreeMap<>();
    List<Integer> ranks = against.layout().ranksOfReplica(replica);
    for (RankTrace trace : traces) {
      if (ranks.contains(trace.rank())) {
        for (PassBlock block : blocks(against, trace, editor.ofRank())) {
          for (int i = 0; i < block.size() && block.complete() && !block.isLoose(); i++) {
            parts
                .computeIfAbsent(block.firstIndex() + i, index -> new ArrayList<>())
                .add(new BlockPart(block, i, i + 1));
          }
        }
      }
    }
    Observation observation = new Observation();
    for (List<BlockPart> pass : parts.values()) {
      PassShape shape = shape(against, pass);
      for (int i = 0; i < (shape.tokens() > 1 ? times : 1); i++) {
        observation.addPasses(shape, 1, pass);
      }
    }
    return Judgement.of(Optional.of(against), observation, replica, ranks, 1);
  }

  private static PassShape shape(Deployment against, List<BlockPart> parts) {
    StepSizes sizes = parts.get(0).block().sizes();
    for (BlockPart part : parts) {
      sizes = sizes.orWhatIsKnownOf(part.block().sizes());
    }
    return new PassShape(PhaseRule.of(against, sizes.tokens(), sizes.rows()), sizes);
  }

  private static List<PassBlock> blocks(Deployment against, RankTrace trace, Edit edit) {
    SignatureTable signatures = new SignatureTable();
    CallColumns calls = new CallColumns();
    List<CallSignature> played = new ArrayList<>();
    for (int row = 0; row < trace.calls().size(); row++) {
      played.clear();
      edit.at(trace.signatures().get(trace.calls().signature(row)), played);
      for (int i = 0; i < played.size(); i++) {
        calls.add(
            signatures.idOf(played.get(i)),
            trace.calls().startNs(row) + i,
            trace.calls().durationNs(row),
            trace.calls().sequence(row));
      }
    }
    PassAssembler assembler = new PassAssembler(against, trace.rank());
    List<PassBlock> blocks = new ArrayList<>(assembler.accept(signatures, calls));
    blocks.addAll(assembler.finish());
    return blocks;
  }

  /** The call, of another kind and size, of the same group. */
  static CallSignature like(CallSignature call, Collective collective, long elements) {
    return new CallSignature(
        call.communicator(),
        collective,
        call.dataType(),
        elements,
        call.transport(),
        call.timing(),
        call.peer(),
        call.flags());
  }
}
