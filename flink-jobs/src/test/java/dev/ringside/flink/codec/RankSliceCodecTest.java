package dev.ringside.flink.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.account.Account;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.ForwardPass;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.statistics.CallTally;
import dev.ringside.core.statistics.ExponentialHistogram;
import dev.ringside.core.stream.RankSlice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class RankSliceCodecTest {

  private static final String VERSION_TWO =
      "0001640000000100000003000372756e000000000001000000000200025450000a414c4c5f524544"
          + "5543450000000000000001000842464c4f4154313600044e43434c0000000800025450000a414c4c"
          + "5f5245445543450000000000000000000842464c4f4154313600044e43434c00000008000000a700"
          + "000003060020200001020014acbc130500bd030101030103010401030104010200011498bc130500"
          + "bd0301010301030104010301040102000602202080897a01020014acbc130500bd03010103010301"
          + "0401030104010200011498bc130500bd0301010301030104010301040102000604202080897a0102"
          + "0014acbc130500bd030101030103010401030104010200011498bc130500bd030101030103010401"
          + "03010401020000000000000000780000000000000000000000000000000000000000000000000000"
          + "000000000000000000000000000000000000";

  /** A checkpoint of the release before holds slices that were on their way. */
  @Test
  void slicesOfVersionOneAreStillRead() throws IOException {
    List<ForwardPass> passes = passes(3, 2);
    RankSlice slice = slice(passes);
    DataOutputSerializer out = new DataOutputSerializer(64);
    out.writeUTF(slice.deployment());
    out.writeInt(slice.replica());
    out.writeInt(slice.rank());
    out.writeUTF(slice.runId());
    out.writeInt(0);
    out.writeBoolean(false);
    out.writeBoolean(slice.endOfStream());
    out.writeBoolean(slice.gap());
    CoreValues.writeAll(passes, passes.size(), out, CoreValues::writePass);
    CoreValues.writeAccount(slice.account(), out);
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());

    RankSlice read = new RankSliceCodec().read(in, 1);

    assertThat(in.available()).isZero();
    assertThat(Books.factsOf(read)).isEqualTo(Books.factsOf(slice));
  }

  /** Written by version 2 of {@code slice(passes(3, 2))}. */
  @Test
  void slicesOfVersionTwoAreStillRead() throws IOException {
    DataInputDeserializer in = new DataInputDeserializer(HexFormat.of().parseHex(VERSION_TWO));

    RankSlice read = new RankSliceCodec().read(in, 2);

    assertThat(in.available()).isZero();
    assertThat(Books.factsOf(read)).isEqualTo(Books.factsOf(slice(passes(3, 2))));
  }

  /** More kinds than are found by sight, and equal ones that are not the same object. */
  @Test
  void manyKindsKeepTheirTallies() {
    RankSlice slice = slice(passes(4, 30));
    assertThat(Books.factsOf(Books.SLICE.restored(slice))).isEqualTo(Books.factsOf(slice));
  }

  @Test
  void aKindIsWrittenOnceHoweverManyPassesHaveIt() {
    int one = Books.SLICE.bytes(slice(passes(1, 2))).length;
    int hundred = Books.SLICE.bytes(slice(passes(100, 2))).length;
    assertThat((hundred - one) / 99).isLessThan(60);
  }

  @Test
  void extremesSurvive() {
    ExponentialHistogram wide = new ExponentialHistogram(2);
    wide.record(0, 7);
    wide.record(1, Long.MAX_VALUE / 4);
    wide.record(Long.MAX_VALUE, 3);
    CallTally tally = new CallTally(wide.count(), Long.MAX_VALUE, wide);
    ForwardPass first =
        new ForwardPass(7, -1, -1, -1, Long.MIN_VALUE, false, Map.of(kind(-1), tally));
    ForwardPass second =
        new ForwardPass(7, 1L << 40, 1, 0, Long.MAX_VALUE, true, Map.of(kind(5), new CallTally()));

    RankSlice slice = slice(List.of(first, second));

    assertThat(Books.factsOf(Books.SLICE.restored(slice))).isEqualTo(Books.factsOf(slice));
  }

  private static List<ForwardPass> passes(int count, int kinds) {
    List<ForwardPass> passes = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      Map<CallKind, CallTally> tallies = new HashMap<>();
      for (int kind = 0; kind < kinds; kind++) {
        CallTally tally = new CallTally();
        for (int call = 0; call < 20; call++) {
          tally.add(15_000 + 100L * call + kind);
        }
        tallies.put(kind(kind), tally);
      }
      passes.add(new ForwardPass(3, index, 16, 16, 1_000_000L * index, true, tallies));
    }
    return passes;
  }

  private static CallKind kind(long elements) {
    return new CallKind(
        Parallelism.TP, Collective.ALL_REDUCE, elements, DataType.BFLOAT16, Transport.NCCL, 8);
  }

  private static RankSlice slice(List<ForwardPass> passes) {
    long calls = passes.stream().mapToLong(ForwardPass::calls).sum();
    return new RankSlice(
        "d",
        1,
        3,
        "run",
        List.of(),
        Optional.empty(),
        true,
        false,
        PassBlock.of(passes),
        new Account(calls, 0, 0, 0, 0, Account.EMPTY.rejected(), 0));
  }
}
