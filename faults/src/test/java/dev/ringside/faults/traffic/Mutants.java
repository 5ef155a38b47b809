package dev.ringside.faults.traffic;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.batch.ArbitraryBatch;
import dev.ringside.schemas.batch.CallBatchDecoder;
import dev.ringside.schemas.batch.CallBatchEncoder;
import dev.ringside.schemas.topic.RecordKey;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Records that no honest agent sends, from a seed: damaged bytes, keys that do not fit, and batches
 * that are well formed and full of extreme values.
 */
public final class Mutants {

  private static final long EDGE_NS = (1L << 62) - 5_000;
  private static final long NOW_NS = 1_800_000_000_000_000_000L;

  private static final int MOST_BYTES = 1_000_000;

  private final Random random;
  private final List<Arrival> honest;

  /** One record. */
  public record Mutant(byte[] key, byte[] value) {

    /** True if the bytes are a batch and the key is that batch's: a dead letter otherwise. */
    public boolean isReadable() {
      Optional<RecordKey> parsed = RecordKey.parse(key);
      try {
        BatchHeader header = CallBatchDecoder.decode(value).header();
        return parsed.isPresent() && parsed.get().equals(keyOf(header));
      } catch (MalformedRecordException e) {
        return false;
      }
    }
  }

  /**
   * @param honest what bytes are damaged of
   */
  public Mutants(long seed, List<Arrival> honest) {
    random = new Random(seed);
    this.honest = honest;
  }

  /** One that the broker takes: what is larger never gets as far as the job. */
  public Mutant next() {
    while (true) {
      try {
        Mutant mutant = drawn();
        if (mutant.key().length + mutant.value().length <= MOST_BYTES) {
          return mutant;
        }
      } catch (IllegalArgumentException e) {
        // Beyond a bound, so that no value of ours can say it; bytes can, see foreign().
      }
    }
  }

  private Mutant drawn() {
    return switch (random.nextInt(8)) {
      case 0 -> damaged();
      case 1 -> arbitrary();
      case 2 -> noise();
      case 3, 4 -> foreign();
      default -> extreme();
    };
  }

  /** An honest batch under a header that only another program's encoder could have written. */
  private Mutant foreign() {
    Arrival arrival = honest.get(random.nextInt(honest.size()));
    RawHeader header = new RawHeader(arrival.batch().header());
    byte[] honestHeader = header.bytes();
    byte[] value = arrival.value();
    String name = "mutant-" + random.nextInt(50);
    header.rename(name);
    header.distort(random, longText());
    byte[] distorted = header.bytes();
    ByteArrayOutputStream foreign = new ByteArrayOutputStream();
    foreign.write(value, 0, RawHeader.START);
    foreign.writeBytes(distorted);
    int rest = RawHeader.START + honestHeader.length;
    foreign.write(value, rest, value.length - rest);
    return new Mutant(header.key(), foreign.toByteArray());
  }

  /** An honest record with some bytes changed, cut off or doubled. */
  private Mutant damaged() {
    Arrival arrival = honest.get(random.nextInt(honest.size()));
    byte[] value = damage(arrival.value());
    byte[] key = random.nextInt(8) == 0 ? damage(arrival.key()) : arrival.key();
    return new Mutant(renamed(key), value);
  }

  /** Under a name of its own, so that damage to a value cannot pass for the victim's. */
  private static byte[] renamed(byte[] key) {
    return ("mutant-" + new String(key, UTF_8)).getBytes(UTF_8);
  }

  /** Damages a copy. */
  public byte[] damage(byte[] bytes) {
    byte[] damaged =
        random.nextInt(4) == 0
            ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 20))
            : bytes.clone();
    for (int flips = 1 + random.nextInt(4); flips > 0 && damaged.length > 0; flips--) {
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
    }
    return damaged;
  }

  private Mutant noise() {
    byte[] key = new byte[random.nextInt(40)];
    byte[] value = new byte[random.nextInt(400)];
    random.nextBytes(key);
    random.nextBytes(value);
    return new Mutant(key, value);
  }

  private Mutant arbitrary() {
    byte[] value = new ArbitraryBatch(random.nextLong()).encoded();
    try {
      return new Mutant(keyOf(CallBatchDecoder.header(value)).bytes(), value);
    } catch (MalformedRecordException e) {
      return new Mutant(new RecordKey("mutant", 0, 0).bytes(), value);
    }
  }

  private static RecordKey keyOf(BatchHeader header) {
    return new RecordKey(header.deployment(), header.replica(), header.rank());
  }

  /** A well-formed batch with one or more values at the edge of what a schema can say. */
  private Mutant extreme() {
    SignatureTable signatures = new SignatureTable();
    CallColumns calls = calls(signatures);
    BatchHeader header =
        new BatchHeader(
            new BatchOrigin(
                rarely(longText(), "mutant-" + random.nextInt(50)),
                rarely(Integer.MAX_VALUE, random.nextInt(3)),
                rarely(Integer.MAX_VALUE, random.nextInt(8)),
                rarely(longText(), "agent"),
                rarely(longText(), "run-" + random.nextInt(20)),
                rarely(longText(), "host"),
                ranks()),
            new BatchUnits(rarely(longText(), "gpu"), 1, 1),
            rarely(Long.MAX_VALUE, (long) random.nextInt(6)),
            random.nextInt(5) == 0,
            new BatchContents(rejected(), 0, time(), time()));
    return new Mutant(
        keyOf(header).bytes(),
        new CallBatchEncoder().encode(header, signatures, calls, 0, calls.size()));
  }

  private <T> T rarely(T extreme, T usual) {
    return random.nextInt(12) == 0 ? extreme : usual;
  }

  private String longText() {
    return "x\u0000é\u001b[31m".repeat(1 + random.nextInt(1 << random.nextInt(15)));
  }

  private List<Integer> ranks() {
    return rarely(
        IntStream.range(0, 5_000).map(i -> i * 400_000).boxed().toList(),
        random.nextBoolean() ? List.of() : List.of(0, 1));
  }

  private TreeMap<String, Long> rejected() {
    TreeMap<String, Long> rejected = new TreeMap<>();
    int reasons = rarely(1_000, random.nextInt(2));
    for (int i = 0; i < reasons; i++) {
      rejected.put(
          "reason" + random.nextInt(), rarely(Long.MAX_VALUE / 1_001, (long) random.nextInt(9)));
    }
    return rejected;
  }

  private long time() {
    return rarely(random.nextBoolean() ? -EDGE_NS : EDGE_NS, NOW_NS);
  }

  private CallColumns calls(SignatureTable signatures) {
    CallColumns calls = new CallColumns();
    int count = rarely(20_000, random.nextInt(60));
    boolean leaping = random.nextInt(6) == 0;
    boolean strange = random.nextInt(3) == 0;
    long at = NOW_NS;
    for (int i = 0; i < count; i++) {
      int signature = signatures.idOf(strange ? strange() : usual(i % 17 == 16, random.nextInt(9)));
      calls.add(signature, at, rarely(EDGE_NS / 2, (long) random.nextInt(1_000)), i);
      at += leaping ? 10_000_000_000L : 2_000;
    }
    return calls;
  }

  private static CallSignature usual(boolean logits, int tokens) {
    return new CallSignature(
        new Communicator("", 2, List.of(0, 1)),
        logits ? Collective.ALL_GATHER : Collective.ALL_REDUCE,
        DataType.BFLOAT16,
        logits ? 1632L : 96L * (1 + tokens),
        Transport.NCCL,
        TimingQuality.GPU_NS,
        CallSignature.NO_PEER,
        0);
  }

  private CallSignature strange() {
    return new CallSignature(
        new Communicator(rarely(longText(), "c"), 0, List.of()),
        Collective.values()[random.nextInt(Collective.values().length)],
        DataType.values()[random.nextInt(DataType.values().length)],
        rarely(Long.MAX_VALUE, (long) random.nextInt(100_000)),
        Transport.values()[random.nextInt(Transport.values().length)],
        TimingQuality.values()[random.nextInt(TimingQuality.values().length)],
        rarely(Integer.MAX_VALUE, random.nextInt(3) - 1),
        random.nextInt());
  }
}
