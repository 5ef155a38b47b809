package dev.ringside.schemas.batch;

import dev.ringside.core.batch.BatchContents;
import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.BatchOrigin;
import dev.ringside.core.batch.BatchUnits;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.iteration.Iteration;
import dev.ringside.core.progress.OpenCall;
import dev.ringside.core.progress.Place;
import dev.ringside.core.progress.Progress;
import dev.ringside.core.progress.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Headers, dictionaries and calls of every legal kind, extremes included, from a seed. */
public final class ArbitraryBatch {

  private static final int[] UNITS = {1, 100, 1000};
  private static final long BOUND_NS = 1L << 62;
  private static final long SPAN_NS = 3_590_000_000_000L;

  private final Random random;

  public ArbitraryBatch(long seed) {
    random = new Random(seed);
  }

  /** One of them, as it travels. */
  public byte[] encoded() {
    SignatureTable signatures = signatures();
    CallColumns calls = calls(signatures);
    return new CallBatchEncoder().encode(header(), signatures, calls, 0, calls.size());
  }

  <T> T oneOf(T[] values) {
    return values[random.nextInt(values.length)];
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  /** Mostly small, sometimes of any length up to 63 bits. */
  private long positive() {
    return random.nextLong() >>> (1 + random.nextInt(63));
  }

  private String text() {
    String[] texts = {
      "", "rank", "a/b%c", "größe \u4e16\ud83d\ude80", "x".repeat(random.nextInt(257))
    };
    return oneOf(texts);
  }

  BatchHeader header() {
    return header(UNITS[random.nextInt(3)], UNITS[random.nextInt(3)]);
  }

  BatchHeader header(int startUnitNs, int durationUnitNs) {
    TreeMap<String, Long> rejected = new TreeMap<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      rejected.put("reason_" + i, (long) random.nextInt(300_000_000));
    }
    return new BatchHeader(
        new BatchOrigin(
            text(),
            random.nextInt(4),
            random.nextInt(1_000_001),
            text(),
            text(),
            new Place(text(), positive(), text()),
            ranks()),
        new BatchUnits(text(), startUnitNs, durationUnitNs),
        positive(),
        random.nextBoolean(),
        new BatchContents(rejected, 0, positive(), positive()));
  }

  private List<Integer> ranks() {
    return IntStream.range(0, random.nextInt(9))
        .map(i -> i * (1 + random.nextInt(3)))
        .boxed()
        .toList();
  }

  SignatureTable signatures() {
    List<Communicator> communicators = new ArrayList<>(List.of(Communicator.UNKNOWN));
    for (int i = random.nextInt(4); i > 0; i--) {
      List<Integer> ranks = ranks();
      communicators.add(
          new Communicator(text(), ranks.isEmpty() ? random.nextInt(9) : ranks.size(), ranks));
    }
    SignatureTable signatures = new SignatureTable();
    for (int i = 1 + random.nextInt(20); i > 0; i--) {
      signatures.idOf(signature(communicators.get(random.nextInt(communicators.size()))));
    }
    return signatures;
  }

  /** Of communicators of the dictionary, and of others. */
  Progress progress(SignatureTable signatures) {
    List<Standing> standings = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      standings.add(
          new Standing(
              anyCommunicator(signatures),
              oneOf(Collective.values()),
              random.nextLong(),
              positive()));
    }
    List<OpenCall> open = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      open.add(
          new OpenCall(
              anyCommunicator(signatures),
              oneOf(Collective.values()),
              random.nextLong(),
              random.nextInt(9) - 1,
              positive()));
    }
    return new Progress(standings, open);
  }

  /** In the order in which they began. */
  List<Iteration> steps() {
    List<Iteration> steps = new ArrayList<>();
    long startNs = random.nextInt(1_000_000);
    for (int i = random.nextInt(6); i > 0; i--) {
      long durationNs = random.nextInt(1_000_000);
      steps.add(
          new Iteration(
              "",
              0,
              0,
              startNs + durationNs,
              durationNs,
              random.nextInt(9),
              random.nextInt(9) - 1,
              random.nextInt(9),
              random.nextInt(9) - 1,
              false));
      startNs += random.nextInt(1_000_000);
    }
    return steps;
  }

  private Communicator anyCommunicator(SignatureTable signatures) {
    return random.nextBoolean()
        ? new Communicator(text(), random.nextInt(9), List.of())
        : signatures.get(random.nextInt(signatures.size())).communicator();
  }

  private CallSignature signature(Communicator communicator) {
    return new CallSignature(
        communicator,
        oneOf(Collective.values()),
        oneOf(DataType.values()),
        random.nextInt(5) == 0 ? CallSignature.UNKNOWN_ELEMENTS : positive() >>> 23,
        oneOf(Transport.values()),
        oneOf(TimingQuality.values()),
        random.nextInt(3) - 1,
        random.nextInt(),
        random.nextBoolean() ? 0 : positive() >>> 23);
  }

  /** Calls within an hour: one after another, overlapping; today, or at either end of time. */
  CallColumns calls(SignatureTable signatures) {
    CallColumns calls = new CallColumns();
    int count = random.nextInt(200);
    long first = firstTime();
    long now = first;
    long sequence = random.nextInt(1000);
    int signature = 0;
    for (int i = 0; i < count; i++) {
      if (random.nextInt(4) == 0) {
        signature = random.nextInt(signatures.size());
      }
      long start =
          random.nextInt(20) == 0
              ? first + random.nextLong(SPAN_NS)
              : Math.max(first, now + random.nextInt(50_000) - 10_000);
      long duration = duration(first + SPAN_NS - start);
      calls.add(signature, start, duration, sequence);
      now = Math.min(start + duration, first + SPAN_NS - 60_000);
      sequence = random.nextInt(15) == 0 ? random.nextLong() : sequence + 1;
    }
    return calls;
  }

  private long firstTime() {
    Long[] times = {
      1_760_000_000_000_000_000L, 0L, -1L, -BOUND_NS + 5_000, BOUND_NS - SPAN_NS - 5_000
    };
    return oneOf(times);
  }

  private long duration(long longest) {
    return switch (random.nextInt(10)) {
      case 0 -> 0;
      case 1 -> longest;
      case 2 -> Math.min(positive(), longest);
      default -> Math.min(random.nextInt(40_000), longest);
    };
  }
}
