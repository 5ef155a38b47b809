package dev.ringside.core.verdict;

import dev.ringside.core.assembly.PassAssembler;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.collective.CallFlag;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.CollectiveCall;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.observation.Observation;
import dev.ringside.core.pass.BlockPart;
import dev.ringside.core.pass.ForwardPass;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.pass.PassShape;
import dev.ringside.core.pass.Passes;
import dev.ringside.core.pass.PhaseRule;
import dev.ringside.core.synthetic.SyntheticReplica;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;

/**
 * What was seen of a played replica, pass by pass, with calls left out or doubled as a test likes.
 */
public final class Seen {

  /** One pass of the replica as its ranks made it. */
  public record Joined(PassShape shape, List<ForwardPass> parts) {}

  private Seen() {}

  static Observation all(SyntheticReplica replica) {
    return observation(joined(replica.deployment(), callsOf(replica)));
  }

  /** Seen without the calls that {@code dropped} names by rank. */
  static Observation without(
      SyntheticReplica replica, BiPredicate<Integer, CallSignature> dropped) {
    Map<Integer, List<CollectiveCall>> calls = callsOf(replica);
    calls.replaceAll(
        (rank, made) -> made.stream().filter(c -> !dropped.test(rank, c.signature())).toList());
    return observation(joined(replica.deployment(), calls));
  }

  /** Seen with the first all-reduce of {@code rank} there twice. */
  static Observation withOneMore(SyntheticReplica replica, int rank) {
    Map<Integer, List<CollectiveCall>> calls = callsOf(replica);
    List<CollectiveCall> more = new ArrayList<>(calls.get(rank));
    int first = 0;
    while (more.get(first).signature().collective() != Collective.ALL_REDUCE) {
      first++;
    }
    more.add(first, more.get(first));
    calls.put(rank, more);
    return observation(joined(replica.deployment(), calls));
  }

  /** Seen with a rank's calls edited: one call in, those that stand for it out. */
  static Observation edited(
      SyntheticReplica replica,
      Collection<Integer> ranks,
      BiFunction<Integer, CollectiveCall, List<CollectiveCall>> edit) {
    Map<Integer, List<CollectiveCall>> calls = callsOf(replica);
    for (int rank : ranks) {
      List<CollectiveCall> made = new ArrayList<>();
      for (int at = 0; at < calls.get(rank).size(); at++) {
        made.addAll(edit.apply(at, calls.get(rank).get(at)));
      }
      calls.put(rank, made);
    }
    return observation(joined(replica.deployment(), calls));
  }

  /** Seen with neither size nor type of calls of {@code collective}. */
  static Observation unsized(SyntheticReplica replica, Collective collective) {
    return unsized(replica, (rank, call) -> call.signature().collective() == collective);
  }

  /** Seen with neither size nor type of some calls, by rank. */
  static Observation unsized(SyntheticReplica replica, BiPredicate<Integer, CollectiveCall> which) {
    return changed(replica, which, call -> bare(call, CallSignature.UNKNOWN_ELEMENTS));
  }

  /** Seen with no type of calls of {@code collective}. */
  static Observation untyped(SyntheticReplica replica, Collective collective) {
    return changed(
        replica,
        (rank, call) -> call.signature().collective() == collective,
        call -> bare(call, call.signature().elements()));
  }

  private static Observation changed(
      SyntheticReplica replica,
      BiPredicate<Integer, CollectiveCall> which,
      UnaryOperator<CollectiveCall> change) {
    Map<Integer, List<CollectiveCall>> calls = callsOf(replica);
    calls.replaceAll(
        (rank, made) ->
            made.stream().map(call -> which.test(rank, call) ? change.apply(call) : call).toList());
    return observation(joined(replica.deployment(), calls));
  }

  private static CollectiveCall bare(CollectiveCall call, long elements) {
    CallSignature known = call.signature();
    CallSignature bare =
        new CallSignature(
            known.communicator(),
            known.collective(),
            DataType.UNKNOWN,
            elements,
            known.transport(),
            known.timing(),
            known.peer(),
            CallFlag.METADATA_MISSING.bit());
    return new CollectiveCall(
        call.rank(), bare, call.sequence(), call.startNs(), call.durationNs());
  }

  public static Map<Integer, List<CollectiveCall>> callsOf(SyntheticReplica replica) {
    Map<Integer, List<CollectiveCall>> calls = new TreeMap<>();
    replica.ranks().forEach(rank -> calls.put(rank, replica.calls(rank)));
    return calls;
  }

  public static List<Joined> joined(
      Deployment deployment, Map<Integer, List<CollectiveCall>> calls) {
    Map<Long, List<ForwardPass>> byIndex = new TreeMap<>();
    calls.forEach(
        (rank, made) ->
            passes(deployment, rank, made)
                .forEach(
                    pass ->
                        byIndex.computeIfAbsent(pass.index(), i -> new ArrayList<>()).add(pass)));
    return byIndex.values().stream().map(parts -> joined(deployment, parts)).toList();
  }

  private static Joined joined(Deployment deployment, List<ForwardPass> parts) {
    long tokens = parts.stream().mapToLong(ForwardPass::tokens).max().orElse(-1);
    long rows = parts.stream().mapToLong(ForwardPass::rows).max().orElse(-1);
    return new Joined(new PassShape(PhaseRule.of(deployment, tokens, rows), tokens, rows), parts);
  }

  private static List<ForwardPass> passes(
      Deployment deployment, int rank, List<CollectiveCall> calls) {
    SignatureTable signatures = new SignatureTable();
    CallColumns columns = SyntheticReplica.columns(signatures, calls);
    PassAssembler assembler = new PassAssembler(deployment, rank);
    List<PassBlock> runs = new ArrayList<>(assembler.accept(signatures, columns));
    runs.addAll(assembler.finish());
    return runs.stream().flatMap(run -> Passes.of(run).stream()).toList();
  }

  /** Each pass as a run of its own. */
  public static List<BlockPart> partsOf(List<ForwardPass> passes) {
    return passes.stream().map(pass -> PassBlock.of(List.of(pass)).get(0).whole()).toList();
  }

  static Observation observation(List<Joined> passes) {
    Observation observation = new Observation();
    passes.forEach(pass -> observation.addPasses(pass.shape(), 1, partsOf(pass.parts())));
    return observation;
  }
}
