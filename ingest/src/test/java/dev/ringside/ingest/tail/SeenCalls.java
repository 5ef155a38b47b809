package dev.ringside.ingest.tail;

import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Communicator;
import dev.ringside.ingest.source.CallSink;
import dev.ringside.ingest.source.Note;
import dev.ringside.ingest.source.RankCalls;
import dev.ringside.ingest.source.RankInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Keeps what a source hands over: each call by rank, as its number and its bytes. */
final class SeenCalls implements CallSink {

  final SortedMap<Integer, List<String>> calls = new TreeMap<>();
  final List<Note> notes = new ArrayList<>();
  final List<String> rejected = new ArrayList<>();
  final SortedMap<Integer, String> hosts = new TreeMap<>();
  final List<String> members = new ArrayList<>();
  private final SortedMap<Integer, RankCalls> ranks = new TreeMap<>();

  @Override
  public RankCalls rank(RankInfo who) {
    hosts.put(who.rank(), who.host());
    return ranks.computeIfAbsent(who.rank(), rank -> new Rank(rank));
  }

  @Override
  public void note(Note note) {
    notes.add(note);
  }

  List<String> of(int rank) {
    return calls.getOrDefault(rank, List.of());
  }

  private final class Rank implements RankCalls {

    private final int rank;
    private final List<CallSignature> signatures = new ArrayList<>();

    Rank(int rank) {
      this.rank = rank;
    }

    @Override
    public int idOf(CallSignature signature) {
      signatures.add(signature);
      return signatures.size() - 1;
    }

    @Override
    public void add(int signature, long startNs, long durationNs, long sequence) {
      CallSignature what = signatures.get(signature);
      calls
          .computeIfAbsent(rank, unseen -> new ArrayList<>())
          .add(what.collective().label() + " " + sequence + " " + what.elements());
    }

    @Override
    public void reject(String reason, long events) {
      rejected.add(reason + " " + events);
    }

    @Override
    public void member(String hash, int member, Communicator communicator) {
      members.add("%d: %d of %s, %s".formatted(rank, member, hash, communicator));
    }

    @Override
    public void remark(String sentence) {}
  }
}
