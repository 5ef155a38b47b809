package dev.ringside.ingest.kineto;

import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.collective.Collective;
import dev.ringside.ingest.kineto.SignatureRules.GlooCall;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The calls over gloo of one rank.
 *
 * <p>Gloo carries out a reduce-scatter as an all-reduce of the whole input, and its annotation says
 * so; only the operator that began it says what was meant. Operators and annotations have no common
 * id, but gloo carries out calls in the order in which they were issued: so each operator's call is
 * the first annotation of its size, not yet another operator's, that begins after it.
 *
 * <p>Source: torch {@code ProcessGroupGloo.cpp:_reduce_scatter_base}, 2.4-2.14.
 */
final class GlooCalls {

  private static final String ALL_REDUCE = "gloo:all_reduce";
  private static final String REDUCE_SCATTER = "gloo:reduce_scatter";
  private static final String OPERATORS = "c10d::";

  private record Issued(boolean reduceScatter, long elements, long startNs) {}

  /** Takes the calls in the order of the file. */
  interface Sink {
    void call(GlooCall call, long startNs, long durationNs);
  }

  private final Map<GlooCall, Integer> ids = new HashMap<>();
  private final List<GlooCall> kinds = new ArrayList<>();
  private final CallColumns calls = new CallColumns();
  private final List<Issued> issued = new ArrayList<>();
  private boolean scatters;

  void add(Event event) {
    GlooCall call = new GlooCall(event.name, event.shapeElements, event.shapeType);
    calls.add(idOf(call), event.startNs, event.durationNs, -1);
  }

  private int idOf(GlooCall call) {
    Integer known = ids.putIfAbsent(call, kinds.size());
    if (known != null) {
      return known;
    }
    kinds.add(call);
    return kinds.size() - 1;
  }

  /** Hears of an operator that may have been carried out by gloo. */
  void addOperator(Event event) {
    Collective collective = event.operator.collective();
    boolean scatter = collective == Collective.REDUCE_SCATTER;
    boolean reduce = scatter || collective == Collective.ALL_REDUCE;
    if (reduce && event.startDamage == null && event.name.startsWith(OPERATORS)) {
      issued.add(new Issued(scatter, event.operatorCall.elements(), event.startNs));
      scatters |= scatter;
    }
  }

  int size() {
    return calls.size();
  }

  void forEach(Sink sink) {
    BitSet scattered = scatters ? scattered() : new BitSet();
    for (int row = 0; row < calls.size(); row++) {
      GlooCall call = kinds.get(calls.signature(row));
      GlooCall meant =
          scattered.get(row) ? new GlooCall(REDUCE_SCATTER, call.elements(), call.type()) : call;
      sink.call(meant, calls.startNs(row), calls.durationNs(row));
    }
  }

  /** Rows of all-reduces that carry out a reduce-scatter. */
  private BitSet scattered() {
    BitSet rows = new BitSet();
    if (ids.keySet().stream().anyMatch(call -> call.name().equals(REDUCE_SCATTER))) {
      return rows;
    }
    Map<Long, Deque<Integer>> bySize = allReduces();
    issued.sort(Comparator.comparingLong(Issued::startNs));
    for (Issued operator : issued) {
      Deque<Integer> waiting = bySize.getOrDefault(operator.elements, new ArrayDeque<>());
      while (!waiting.isEmpty() && calls.startNs(waiting.peek()) < operator.startNs) {
        waiting.remove();
      }
      if (!waiting.isEmpty()) {
        rows.set(waiting.remove(), operator.reduceScatter);
      }
    }
    return rows;
  }

  private Map<Long, Deque<Integer>> allReduces() {
    Map<Long, Deque<Integer>> bySize = new HashMap<>();
    IntStream.range(0, calls.size())
        .boxed()
        .filter(row -> kinds.get(calls.signature(row)).name().equals(ALL_REDUCE))
        .sorted(Comparator.comparingLong(calls::startNs))
        .forEach(row -> bySize.computeIfAbsent(sizeOf(row), size -> new ArrayDeque<>()).add(row));
    return bySize;
  }

  private long sizeOf(int row) {
    return kinds.get(calls.signature(row)).elements();
  }
}
