package dev.ringside.exporter.web;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a server has to do with its clients. Thread-safe. */
public final class WebTraffic {

  /** Why a connection was closed by the server. */
  public enum CutOff {
    /** The request was not complete in time. */
    SLOW_REQUEST,
    /** The answer was not taken in time. */
    SLOW_READER,
    /** There were too many connections, and this one had waited longest. */
    CROWDED,
    /** It was not a request that is served, or had too many bytes. */
    BAD_REQUEST;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Map<CutOff, LongAdder> cutOff = new EnumMap<>(CutOff.class);
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger answering = new AtomicInteger();

  public WebTraffic() {
    for (CutOff why : CutOff.values()) {
      cutOff.put(why, new LongAdder());
    }
  }

  void count(CutOff why) {
    cutOff.get(why).increment();
  }

  void connected(int more) {
    connections.addAndGet(more);
  }

  void answering(int more) {
    answering.addAndGet(more);
  }

  public int connections() {
    return connections.get();
  }

  /** Answers that are being sent now. */
  public int answering() {
    return answering.get();
  }

  public long cutOff(CutOff why) {
    return cutOff.get(why).sum();
  }
}
