package dev.ringside.ingest.mixture;

import dev.ringside.core.collective.CallFlag;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.ingest.recording.RankTrace;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a source says of all its calls that are like one of the trace's: of the same collective, as
 * many bytes, and on what may be the same communicator. Where they agree it does not matter which
 * of them it is, and neither times nor numbers are needed: {@code coll_sn} stands still under graph
 * replay, and NCCL's {@code opCount} is none.
 */
public final class LikeCalls {

  private final List<CallSignature> all;
  private final HashNames names;

  /**
   * @param source what it has of the same rank
   */
  public LikeCalls(Stream<CallSignature> source, HashNames names) {
    this.names = names;
    this.all = source.map(call -> call.on(names.of(call.communicator()))).distinct().toList();
  }

  /**
   * @param members of groups that the source only names
   */
  LikeCalls(RankTrace source, GroupMembers members, HashNames names) {
    this(
        IntStream.range(0, source.signatures().size())
            .mapToObj(source.signatures()::get)
            .map(call -> call.on(members.complete(source, names.of(call.communicator())))),
        names);
  }

  /** The same call, knowing at least as much. */
  public CallSignature better(CallSignature known) {
    Communicator group = group(known);
    CallSignature grouped = group.equals(known.communicator()) ? known : known.on(group);
    return CallFlag.BYTES_ONLY.in(known.flags()) ? grouped.inElementsOf(type(known)) : grouped;
  }

  private Communicator group(CallSignature known) {
    Communicator own = known.communicator();
    if (own.hasRanks() && !own.name().isEmpty()) {
      return own;
    }
    Set<Communicator> ofLike = distinct(like(known), CallSignature::communicator);
    if (ofLike.size() == 1) {
      return joined(own, ofLike.iterator().next());
    }
    Set<Communicator> ofName =
        all.stream()
            .map(CallSignature::communicator)
            .filter(other -> other.hasRanks() && other.name().equals(own.name()))
            .filter(other -> names.mayBeSame(own, other))
            .collect(Collectors.toSet());
    boolean named = !own.name().isEmpty() && ofName.size() == 1;
    return named ? joined(own, ofName.iterator().next()) : own;
  }

  /** Of calls on the same communicator, known by its hash, and of no other type elsewhere. */
  private DataType type(CallSignature known) {
    List<CallSignature> typed =
        like(known).stream().filter(call -> !CallFlag.BYTES_ONLY.in(call.flags())).toList();
    Set<DataType> types = distinct(typed, CallSignature::dataType);
    String key = names.keyOf(known.communicator());
    boolean same =
        !key.isEmpty()
            && typed.stream().anyMatch(call -> names.keyOf(call.communicator()).equals(key));
    return same && types.size() == 1 ? types.iterator().next() : DataType.UNKNOWN;
  }

  private List<CallSignature> like(CallSignature known) {
    return all.stream()
        .filter(call -> areAlike(known, call))
        .filter(call -> names.mayBeSame(known.communicator(), call.communicator()))
        .toList();
  }

  /** Of the same collective and, by all that both know, of the same size. */
  static boolean areAlike(CallSignature one, CallSignature other) {
    boolean types =
        one.dataType() == other.dataType()
            || CallFlag.BYTES_ONLY.in(one.flags())
            || CallFlag.BYTES_ONLY.in(other.flags());
    return one.hasSize()
        && other.hasSize()
        && carried(one) == carried(other)
        && one.bytes() == other.bytes()
        && types;
  }

  /** Gloo carries out a reduce-scatter as an all-reduce, and that is what a recorder sees. */
  static Collective carried(CallSignature call) {
    boolean scatter =
        call.transport() == Transport.GLOO && call.collective() == Collective.REDUCE_SCATTER;
    return scatter ? Collective.ALL_REDUCE : call.collective();
  }

  /** A communicator of which two sources know something: what the first says counts. */
  static Communicator joined(Communicator known, Communicator told) {
    String name = known.name().isEmpty() ? told.name() : known.name();
    List<Integer> ranks = known.hasRanks() ? known.ranks() : told.ranks();
    int size = ranks.isEmpty() ? Math.max(known.size(), told.size()) : ranks.size();
    return new Communicator(name, size, ranks);
  }

  private static <T> Set<T> distinct(List<CallSignature> calls, Function<CallSignature, T> of) {
    return calls.stream().map(of).collect(Collectors.toSet());
  }
}
