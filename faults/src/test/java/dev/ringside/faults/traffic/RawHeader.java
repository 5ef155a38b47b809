package dev.ringside.faults.traffic;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.core.batch.BatchHeader;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A batch's header as Avro writes it, with no regard to what values our own classes allow. The
 * order of the fields is that of the released schema.
 */
final class RawHeader {

  /** Marker and fingerprint of Avro's single-object encoding. */
  static final int START = 10;

  private String deployment;
  private final List<String> names = new ArrayList<>();
  private long replica;
  private long rank;
  private long sequence;
  private long startUnit;
  private long durationUnit;
  private final boolean ends;
  private final List<Long> runRanks = new ArrayList<>();
  private final Map<String, Long> rejected = new TreeMap<>();
  private long calls;
  private long firstStartNs;
  private long lastEndNs;

  RawHeader(BatchHeader header) {
    deployment = header.deployment();
    replica = header.replica();
    rank = header.rank();
    names.addAll(List.of(header.agent(), header.runId(), header.host(), header.clock()));
    sequence = header.batchSequence();
    startUnit = header.startUnitNs();
    durationUnit = header.durationUnitNs();
    ends = header.endOfStream();
    header.runRanks().forEach(one -> runRanks.add((long) one));
    rejected.putAll(header.rejected());
    calls = header.calls();
    firstStartNs = header.firstStartNs();
    lastEndNs = header.lastEndNs();
  }

  void rename(String other) {
    deployment = other;
  }

  /** Sets one field to something that it should not be. */
  void distort(Random random, String text) {
    long huge = random.nextBoolean() ? Long.MAX_VALUE >>> random.nextInt(40) : -random.nextInt(9);
    int number = (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, huge));
    switch (random.nextInt(12)) {
      case 0 -> deployment = text;
      case 1, 2, 3 -> names.set(random.nextInt(names.size()), text);
      case 4 -> replica = number;
      case 5 -> rank = number;
      case 6 -> sequence = huge;
      case 7 -> startUnit = number;
      case 8 -> {
        for (int i = random.nextInt(50_000); i >= 0; i--) {
          runRanks.add((long) i * 40_000);
        }
      }
      case 9 -> {
        for (int i = random.nextInt(1_000); i >= 0; i--) {
          rejected.put(text.substring(0, Math.min(9, text.length())) + i, huge);
        }
      }
      case 10 -> calls = number;
      default -> {
        firstStartNs = random.nextLong();
        lastEndNs = random.nextLong();
      }
    }
  }

  byte[] key() {
    return "%s/%d/%d".formatted(deployment, replica, rank).getBytes(UTF_8);
  }

  byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    text(out, deployment);
    number(out, replica);
    number(out, rank);
    names.subList(0, 3).forEach(name -> text(out, name));
    number(out, sequence);
    text(out, names.get(3));
    number(out, startUnit);
    number(out, durationUnit);
    out.write(ends ? 1 : 0);
    count(out, runRanks.size());
    runRanks.forEach(one -> number(out, one));
    end(out, runRanks.size());
    count(out, rejected.size());
    rejected.forEach(
        (reason, events) -> {
          text(out, reason);
          number(out, events);
        });
    end(out, rejected.size());
    number(out, calls);
    number(out, firstStartNs);
    number(out, lastEndNs);
    return out.toByteArray();
  }

  private static void count(ByteArrayOutputStream out, int size) {
    number(out, size);
  }

  /** Avro ends an array or a map with a block of none; an empty one is only that. */
  private static void end(ByteArrayOutputStream out, int size) {
    if (size > 0) {
      number(out, 0);
    }
  }

  private static void text(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    number(out, bytes.length);
    out.writeBytes(bytes);
  }

  private static void number(ByteArrayOutputStream out, long value) {
    long left = (value << 1) ^ (value >> 63);
    while ((left & ~0x7fL) != 0) {
      out.write((int) ((left & 0x7f) | 0x80));
      left >>>= 7;
    }
    out.write((int) left);
  }
}
