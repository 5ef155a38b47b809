package dev.ringside.core.pass;

import dev.ringside.core.statistics.CallTally;
import dev.ringside.core.statistics.TallyRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Gathers a rank's passes, in their order, into as few runs as they make. Copies what it is given.
 * Makes room for as many as the run before had: where sizes change from pass to pass, that is one.
 * Not thread-safe.
 */
public final class PassBlockBuilder {

  private static final int MOST_ROOM = 64;

  private final List<PassBlock> runs = new ArrayList<>();
  private ForwardPass like;
  private int size;
  private int room = 16;
  private long[] endsNs;
  private List<CallKind> kinds;
  private List<TallyRows> tallies;
  private CallTally[] ofPass = {};

  public void add(ForwardPass pass) {
    if (like == null || !goesOn(pass)) {
      end();
      begin(pass);
    }
    if (size == endsNs.length) {
      endsNs = Arrays.copyOf(endsNs, 2 * size);
    }
    endsNs[size++] = pass.endNs();
    for (int kind = 0; kind < tallies.size(); kind++) {
      tallies.get(kind).add(ofPass[kind]);
    }
  }

  private boolean goesOn(ForwardPass pass) {
    return !like.isLoose()
        && pass.index() == like.index() + size
        && pass.sizes().equals(like.sizes())
        && pass.complete() == like.complete()
        && pass.rank() == like.rank()
        && pass.slips().equals(like.slips())
        && hasTheSameKinds(pass.tallies());
  }

  /** Leaves the pass's tallies in {@link #ofPass}, in the order of the run's kinds, if it has. */
  private boolean hasTheSameKinds(Map<CallKind, CallTally> byKind) {
    if (byKind.size() != kinds.size()) {
      return false;
    }
    for (int kind = 0; kind < ofPass.length; kind++) {
      CallTally tally = byKind.get(kinds.get(kind));
      if (tally == null || tally.durations().scale() != tallies.get(kind).scale()) {
        return false;
      }
      ofPass[kind] = tally;
    }
    return true;
  }

  private void begin(ForwardPass pass) {
    like = pass;
    size = 0;
    endsNs = new long[room];
    kinds = List.copyOf(pass.tallies().keySet());
    tallies = new ArrayList<>(kinds.size());
    ofPass = new CallTally[kinds.size()];
    for (int kind = 0; kind < ofPass.length; kind++) {
      ofPass[kind] = pass.tallies().get(kinds.get(kind));
      tallies.add(new TallyRows(ofPass[kind].durations().scale(), room));
    }
  }

  private void end() {
    if (like != null) {
      runs.add(
          new PassBlock(
              like.rank(),
              like.index(),
              like.sizes(),
              like.complete(),
              like.slips(),
              Arrays.copyOf(endsNs, size),
              kinds,
              tallies));
      room = Math.min(size, MOST_ROOM);
      like = null;
      Arrays.fill(ofPass, null);
    }
  }

  /** The blocks so far; the builder is empty again afterwards. */
  public List<PassBlock> take() {
    end();
    List<PassBlock> taken = List.copyOf(runs);
    runs.clear();
    return taken;
  }
}
