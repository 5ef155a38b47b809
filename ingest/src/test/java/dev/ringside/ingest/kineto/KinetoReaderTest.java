package dev.ringside.ingest.kineto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.collective.CallFlag;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.core.collective.Transport;
import dev.ringside.ingest.recording.RankTrace;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KinetoReaderTest {

  private static final long BASE = 1790857026000000000L;

  @TempDir Path folder;

  @Test
  void readsGlooCallWithAllItsParts() throws Exception {
    RankTrace trace =
        read(TraceText.of(1, 2).before("host_name", "\"n7\"").allReduce("10.5", "2.25", 512));

    assertThat(trace.rank()).isEqualTo(1);
    assertThat(trace.worldSize()).hasValue(2);
    assertThat(trace.host()).isEqualTo("n7");
    CallColumns calls = trace.calls();
    assertThat(calls.size()).isOne();
    assertThat(calls.startNs(0)).isEqualTo(BASE + 10_500);
    assertThat(calls.durationNs(0)).isEqualTo(2_250);
    assertThat(trace.signatures().get(calls.signature(0)))
        .isEqualTo(
            new CallSignature(
                new Communicator("0", 2, List.of(0, 1)),
                Collective.ALL_REDUCE,
                DataType.BFLOAT16,
                512,
                Transport.GLOO,
                TimingQuality.CPU_US,
                CallSignature.NO_PEER,
                0));
  }

  @Test
  void sortsByStartAndNumbersTheStream() throws Exception {
    CallColumns calls =
        read(TraceText.of(0, 2)
                .allReduce("30", "1", 3)
                .allReduce("10", "1", 1)
                .allReduce("20", "1", 2))
            .calls();

    assertThat(List.of(calls.startNs(0), calls.startNs(1), calls.startNs(2)))
        .containsExactly(BASE + 10_000, BASE + 20_000, BASE + 30_000);
    assertThat(List.of(calls.sequence(0), calls.sequence(1), calls.sequence(2)))
        .containsExactly(0L, 1L, 2L);
  }

  @ParameterizedTest
  @CsvSource({
    "all_reduce,ALL_REDUCE",
    "all_gather,ALL_GATHER",
    "gather,GATHER",
    "broadcast,BROADCAST",
    "all_to_all,ALL_TO_ALL",
    "reduce,REDUCE",
    "scatter,SCATTER",
    "send,SEND",
    "recv,RECV",
    "something_new,UNKNOWN"
  })
  void knowsGlooCollectives(String name, Collective expected) throws Exception {
    CallSignature signature = only(read(TraceText.of(0, 4).gloo(name, "1", "1", 8)));

    assertThat(signature.collective()).isEqualTo(expected);
    assertThat(signature.elements()).isEqualTo(8);
  }

  @Test
  void barrierMovesNothingAndMissesNothing() throws Exception {
    CallSignature signature =
        only(read(TraceText.of(0, 2).event("user_annotation", "gloo:barrier", "1", "1", "")));

    assertThat(signature.elements()).isZero();
    assertThat(signature.flags()).isZero();
  }

  @Test
  void peerInGroupOfTwoIsTheOther() throws Exception {
    assertThat(only(read(TraceText.of(1, 2).gloo("send", "1", "1", 8))).peer()).isZero();
    assertThat(only(read(TraceText.of(1, 4).gloo("send", "1", "1", 8))).peer())
        .isEqualTo(CallSignature.NO_PEER);
  }

  @Test
  void withoutShapesSizeIsUnknown() throws Exception {
    CallSignature signature =
        only(
            read(
                TraceText.of(0, 2)
                    .event("user_annotation", "gloo:all_reduce", "1", "1", "\"External id\":1")));

    assertThat(signature.elements()).isEqualTo(CallSignature.UNKNOWN_ELEMENTS);
    assertThat(CallFlag.METADATA_MISSING.in(signature.flags())).isTrue();
  }

  @Test
  void hostOperationsAndOtherAnnotationsAreNoSecondCall() throws Exception {
    RankTrace trace =
        read(
            TraceText.of(0, 2)
                .event("cpu_op", "c10d::allreduce_", "1", "9", "")
                .event("cpu_op", "_c10d_functional::all_reduce", "1", "9", "")
                .event("user_annotation", "nccl:all_reduce", "1", "9", "")
                .event("gpu_user_annotation", "nccl:all_reduce", "1", "9", "")
                .event("user_annotation", "ProfilerStep#1", "1", "9", "")
                .allReduce("2", "5", 512));

    assertThat(trace.calls().size()).isOne();
  }

  @Test
  void groupStaysUnknownWhereSeveralArePossible() throws Exception {
    TraceText trace =
        new TraceText()
            .before(
                "distributedInfo",
                TraceText.distributedInfo(
                    0, 4, TraceText.group("1", 2, "[0,1]"), TraceText.group("3", 2, "[0,2]")))
            .allReduce("1", "1", 8);

    assertThat(only(read(trace)).communicator()).isEqualTo(Communicator.UNKNOWN);
  }

  @Test
  void severalGroupsOfTheSameRanksAreOne() throws Exception {
    TraceText trace =
        new TraceText()
            .before(
                "distributedInfo",
                TraceText.distributedInfo(
                    0,
                    2,
                    TraceText.group("1", 2, "[0,1]"),
                    TraceText.group("2", 2, "[1,0]"),
                    TraceText.group("3", 1, "[0]")))
            .allReduce("1", "1", 8);

    assertThat(only(read(trace)).communicator()).isEqualTo(new Communicator("", 2, List.of(0, 1)));
  }

  @Test
  void timeBaseAndRankMayComeLast() throws Exception {
    TraceText trace =
        new TraceText()
            .allReduce("10.001", "1", 8)
            .after("distributedInfo", TraceText.distributedInfo(3, 4))
            .after("baseTimeNanoseconds", "1000");
    RankTrace read = read(trace);

    assertThat(read.rank()).isEqualTo(3);
    assertThat(read.calls().startNs(0)).isEqualTo(11_001);
  }

  @Test
  void withoutBaseTimesAreEpochMicroseconds() throws Exception {
    TraceText trace =
        new TraceText()
            .before("distributedInfo", TraceText.distributedInfo(0, 2))
            .allReduce("1682725898522854", "179", 8)
            .allReduce("1712195495520854.8", "55.29", 8);
    CallColumns calls = read(trace).calls();

    assertThat(calls.startNs(0)).isEqualTo(1682725898522854000L);
    assertThat(calls.startNs(1)).isEqualTo(1712195495520854800L);
    assertThat(calls.durationNs(1)).isEqualTo(55_290);
  }

  @Test
  void keysOfAnEventComeInAnyOrder() throws Exception {
    RankTrace trace =
        read(
            TraceText.of(0, 2)
                .raw(
                    """
                    {"args":{"Input type":["float"],"Input Dims":[[2,3]]},"dur":1,"ts":5,"odd":{"a":[1]},
                     "name":"gloo:all_reduce","cat":"user_annotation","ph":"X"}\
                    """)
                .raw(
                    """
                    {"args":{"a":1},"dur":1,"ts":5,"name":"aten::mm","cat":"cpu_op","ph":"X"}\
                    """));

    assertThat(only(trace).elements()).isEqualTo(6);
    assertThat(only(trace).dataType()).isEqualTo(DataType.FLOAT);
  }

  @Test
  void toleratesControlCharactersAndOddKeys() throws Exception {
    RankTrace trace =
        read(
            TraceText.of(0, 2)
                .before("odd\u0001key", "[{\"x\":[]}]")
                .event("cpu_op", "name with \u0002 and \t in it \\q", "1", "1", "")
                .raw("{\"ph\":\"M\",\"name\":\"process_name\",\"ts\":1,\"args\":{\"name\":\"p\"}}")
                .raw("{\"ph\":\"i\",\"name\":\"Iteration\",\"ts\":NaN}")
                .allReduce("1", "1", 8));

    assertThat(trace.calls().size()).isOne();
    assertThat(trace.rejected()).isEmpty();
  }

  @Test
  void countsDamagedCallsByReasonAndKeepsTheRest() throws Exception {
    String annotation = "{\"ph\":\"X\",\"cat\":\"user_annotation\",\"name\":\"gloo:all_reduce\"";
    RankTrace trace =
        read(
            TraceText.of(0, 2)
                .raw(annotation + ",\"dur\":1}")
                .raw(annotation + ",\"ts\":1}")
                .raw(annotation + ",\"ts\":\"soon\",\"dur\":1}")
                .raw(annotation + ",\"ts\":1,\"dur\":[1]}")
                .raw(annotation + ",\"ts\":1,\"dur\":-3}")
                .raw(annotation + ",\"ts\":1,\"dur\":-4}")
                .raw(annotation + ",\"ts\":NaN,\"dur\":1}")
                .raw(annotation + ",\"ts\":9e18,\"dur\":1}")
                .raw(annotation + ",\"ts\":9000000000000000,\"dur\":1}")
                .raw("17")
                .raw("{\"ph\":\"X\",\"cat\":\"cpu_op\",\"name\":\"aten::mm\",\"dur\":-1}")
                .allReduce("1", "1", 8));

    assertThat(trace.calls().size()).isOne();
    assertThat(trace.rejected())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "ts_missing", 1L,
                "dur_missing", 1L,
                "ts_invalid", 2L,
                "dur_invalid", 1L,
                "dur_negative", 2L,
                "time_out_of_range", 2L,
                "not_an_object", 1L));
    assertThat(trace.observed()).isEqualTo(11);
  }

  @Test
  void damagedShapesLeaveTheCall() throws Exception {
    for (String dims : List.of("7", "[[1,-2]]", "[[1,\"x\"]]", "[[9223372036854775807,4]]", "{}")) {
      CallSignature signature =
          only(
              read(
                  TraceText.of(0, 2)
                      .event(
                          "user_annotation",
                          "gloo:all_reduce",
                          "1",
                          "1",
                          "\"Input type\":[\"float\"],\"Input Dims\":" + dims)));
      assertThat(signature.elements()).as(dims).isEqualTo(CallSignature.UNKNOWN_ELEMENTS);
    }
  }

  @Test
  void rankFromFileNameWhereTheTraceHasNone() throws Exception {
    Path file = new TraceText().allReduce("1", "1", 8).writeTo(folder.resolve("rank-34.x.json"));

    assertThat(Kineto.read(file).rank()).isEqualTo(34);
  }

  @Test
  void noRankAnywhereIsOneClearLine() {
    assertThatThrownBy(() -> read(new TraceText().allReduce("1", "1", 8)))
        .isInstanceOf(UnreadableTraceException.class)
        .hasMessageContaining("trace.json: does not say which rank it is of")
        .message()
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"hidden_size\": 512}", "[1, 2]", "\"text\"", "{}"})
  void soundJsonWithoutEventsIsAnotherFormat(String json) throws Exception {
    Path file = TraceText.write(folder.resolve("config.json"), json.getBytes(UTF_8));

    assertThat(Kineto.readAny(file)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | the file is empty",
        "{\"traceEvents\": 3} | traceEvents is not an array",
        "{\"traceEvents\": []} {\"traceEvents\": []} | more text after the end",
        "{\"traceEvents\": [{\"ph\" \"X\"}]} | breaks off after",
        "nonsense | breaks off after"
      })
  void brokenJsonIsNamedWithItsOffset(String json, String problem) {
    Path file = TraceText.write(folder.resolve("rank0.json"), json.getBytes(UTF_8));

    assertThatThrownBy(() -> Kineto.readAny(file))
        .isInstanceOf(UnreadableTraceException.class)
        .hasMessageStartingWith(file + ": breaks off after ")
        .hasMessageContaining(problem)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void readsGzipWhateverTheNameSays() throws Exception {
    Path packed = TraceText.of(0, 2).allReduce("1", "1", 8).writeTo(folder.resolve("a.json.gz"));
    Path renamed = folder.resolve("a.json");
    java.nio.file.Files.move(packed, renamed);

    assertThat(Kineto.read(renamed).calls().size()).isOne();
  }

  private RankTrace read(TraceText trace) throws UnreadableTraceException {
    Path file = trace.writeTo(folder.resolve("trace.json"));
    return Kineto.read(file);
  }

  private static CallSignature only(RankTrace trace) {
    assertThat(trace.signatures().size()).isOne();
    return trace.signatures().get(0);
  }
}
