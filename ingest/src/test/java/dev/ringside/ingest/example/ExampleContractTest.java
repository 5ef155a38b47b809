package dev.ringside.ingest.example;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.ingest.inspector.ReadLog;
import dev.ringside.ingest.recording.RankTrace;
import dev.ringside.ingest.source.KnownTimes;
import dev.ringside.ingest.source.TraceReader;
import dev.ringside.ingest.source.TraceReaderContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExampleContractTest extends TraceReaderContract {

  private static final long EPOCH_NS = 1_763_978_400_000_000_000L;

  @Override
  protected TraceReader reader() {
    return new ExampleProfilerReader();
  }

  @Override
  protected String fileName() {
    return "rank0-hgx09-12079.txt";
  }

  @Override
  protected boolean holdsSeveralRanks() {
    return false;
  }

  @Override
  protected byte[] sample(List<Integer> ranks, List<Integer> startsMs) {
    return sample(startsMs, "", "1493613951195738943");
  }

  private static byte[] sample(List<Integer> startsMs, String more, String hash) {
    StringBuilder text = new StringBuilder("[\n");
    for (int i = 0; i < startsMs.size(); i++) {
      long start = EPOCH_NS + 1_000_000L * startsMs.get(i);
      text.append(event("COLL", "b", "\"SeqNum\": " + i + ", " + more + "\"CommHash\": " + hash))
          .append(", \"Rank\": 0, \"Count\": 512, \"Datatype\": ncclFloat32, \"nChannels\": 2}},\n")
          .append(event("GPU", "b", "\"Channel\": 0, \"StartGpuClk\": " + start))
          .append(", \"StopGpuClk\": ")
          .append(start + 300_000)
          .append("}},\n")
          .append(event("GPU", "b", "\"Channel\": 1, \"StartGpuClk\": " + start))
          .append(", \"StopGpuClk\": 0}},\n")
          .append("{\"name\": \"AllReduce\", \"cat\": \"COLL\", \"ph\": \"e\", \"ts\": 0.5},\n");
    }
    return text.append("{}]\n").toString().getBytes(UTF_8);
  }

  private static String event(String category, String phase, String arguments) {
    String name = category.equals("GPU") ? "KernelCh" : "AllReduce";
    return "{\"name\": \"%s\", \"cat\": \"%s\", \"ph\": \"%s\", \"id\": 0, \"pid\": 7, \"tid\": 1,"
            .formatted(name, category, phase)
        + " \"ts\": 111994.477997, \"args\": {"
        + arguments;
  }

  @Override
  protected byte[] duplicateKeys() {
    return sample(STARTS_MS, "\"Rank\": 5, \"Count\": 3, \"Datatype\": \"ncclInt8\", ", "9");
  }

  @Override
  protected byte[] unknownKeys() {
    return sample(STARTS_MS, "\"Stream\": 0x55d0, \"New\": {\"Deep\": 1}, ", "9");
  }

  @Override
  protected byte[] largestNumbers() {
    return sample(STARTS_MS, "\"parentGroup\": 18446744073709551614, ", "18446744073709551615");
  }

  @Override
  protected byte[] hugeLine() {
    return sample(STARTS_MS, "\"Note\": \"" + "x".repeat(5 << 20) + "\", ", "9");
  }

  @Test
  void damagedLinesAreEventsOrNot() {
    Random random = new Random(20_261_127);
    byte[] sound = sample(List.of(3, 5), "\"Stream\": 0x55d0, ", "18446744073709551615");
    byte[] interesting = "{}[]\",: 0x-\n".getBytes(UTF_8);
    for (int round = Integer.getInteger("ringside.fuzz", 20_000); round > 0; round--) {
      byte[] bytes = sound.clone();
      for (int change = random.nextInt(1, 8); change > 0; change--) {
        bytes[random.nextInt(bytes.length)] = interesting[random.nextInt(interesting.length)];
      }
      ExampleCalls calls = new ExampleCalls();
      new String(bytes, UTF_8).lines().forEach(calls::add);
      assertThat(calls.whole())
          .hasSizeLessThanOrEqualTo(4)
          .allSatisfy(call -> assertThat(call.signature().elements()).isGreaterThanOrEqualTo(-1))
          .allSatisfy(call -> assertThat(call.durationNs()).isNotNegative());
    }
  }

  @Test
  void theFieldSampleGivesItsExpectedAnswer() throws Exception {
    Path folder =
        Path.of(System.getProperty("ringside.repository", ".."))
            .resolve("../shared/samples/field/example-kernelch");
    assumeTrue(Files.exists(folder), () -> "sample not here: " + folder);
    JsonNode expected = new ObjectMapper().readTree(folder.resolve("expected.json").toFile());
    ReadLog log = ReadLog.of(reader(), folder.resolve("trace-hgx09-12079.txt"));
    RankTrace trace = log.trace(0);

    assertThat(trace.calls().size()).isEqualTo(expected.get("calls").asInt());
    for (int row = 0; row < trace.calls().size(); row++) {
      double us = expected.at("/durations_us/" + row).asDouble();
      assertThat(trace.calls().durationNs(row)).isEqualTo(Math.round(1_000 * us));
      assertThat(trace.calls().sequence(row)).isEqualTo(row);
    }
    CallSignature signature = log.signatures(0).get(0);
    assertThat(signature.collective()).isEqualTo(Collective.ALL_REDUCE);
    assertThat(signature.dataType()).isEqualTo(DataType.FLOAT);
    assertThat(4 * signature.elements()).isEqualTo(expected.get("bytes_each").asLong());
    assertThat(signature.communicator().name())
        .isEqualTo("0x" + Long.toHexString(Long.parseUnsignedLong("12715772615376301750")));
    assertThat(trace.remarks())
        .singleElement()
        .asString()
        .contains(expected.get("channels_without_stop").asInt() + " channels have no stop");
    assertThat(log.times()).isEqualTo(KnownTimes.EXACT);
    assertThat(log.incomplete()).isEmpty();
  }
}
