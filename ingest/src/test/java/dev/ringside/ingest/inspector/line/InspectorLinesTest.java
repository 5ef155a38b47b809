package dev.ringside.ingest.inspector.line;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.account.RejectReason;
import dev.ringside.core.collective.Collective;
import dev.ringside.ingest.inspector.InspectorText;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InspectorLinesTest {

  private static final InspectorText RANK_0 = InspectorText.tensor(0, 4);
  private static final String LINE =
      RANK_0.collective("AllReduce", 7, 8192, 20, InspectorText.EPOCH_US);

  /** What came out, in words. */
  private static final class Seen implements RecordSink {

    private final List<String> calls = new ArrayList<>();
    private final List<RejectReason> rejected = new ArrayList<>();
    private int others;

    @Override
    public void take(InspectorRecord record) {
      if (record.kind() != InspectorRecord.Kind.CALL) {
        others++;
        return;
      }
      calls.add(
          "%s %d %s %d %d"
              .formatted(
                  record.collective(),
                  record.number(),
                  Long.toUnsignedString(record.bytes()),
                  record.execNs(),
                  record.origin().rank()));
    }

    @Override
    public void reject(RejectReason reason) {
      rejected.add(reason);
    }
  }

  private final Seen seen = new Seen();
  private final InspectorLines lines = new InspectorLines(seen, "");

  private int read(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return lines.read(bytes, 0, bytes.length);
  }

  @Test
  void aLineThatDoesNotEndIsNotTaken() {
    String two = LINE + LINE.substring(0, LINE.length() - 1);

    assertThat(read(two)).isEqualTo(LINE.length());
    assertThat(seen.calls).containsExactly("ALL_REDUCE 7 8192 20000 0");
    assertThat(seen.rejected).isEmpty();
  }

  @Test
  void aTornLineDoesNotTakeTheNextOneWithIt() {
    for (int cut = 1; cut < LINE.length() - 1; cut++) {
      read(LINE.substring(0, cut) + "\n" + LINE);
    }

    assertThat(seen.calls).hasSize(LINE.length() - 2);
    assertThat(seen.rejected)
        .hasSize(LINE.length() - 2)
        .allMatch(reason -> reason == RejectReason.LINE_INVALID);
  }

  @Test
  void anUnsignedByteSizeIsTwoToThe64LessTheSize() {
    read(LINE.replace(":8192,", ":18446744073709486080,"));

    assertThat(seen.calls).containsExactly("ALL_REDUCE 7 65536 20000 0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"18446744073709551616", "99999999999999999999999", "\"8192\"", "{}", "-", "1e4"})
  void aSizeThatIsNoNumberOf64BitsRejectsTheLine(String size) {
    read(LINE.replace(":8192,", ":" + size + ","));

    assertThat(seen.calls).isEmpty();
    assertThat(seen.rejected).containsExactly(RejectReason.LINE_INVALID);
  }

  @Test
  void timesMayHaveAFractionAndMayBeNoNumber() {
    for (String time : List.of("5000.5", "148.10", "0.0019", "20.123456", "\"nan\"", "-3")) {
      read(LINE.replace("_time_us\":20,", "_time_us\":" + time + ","));
    }

    assertThat(seen.calls)
        .containsExactly(
            "ALL_REDUCE 7 8192 5000500 0",
            "ALL_REDUCE 7 8192 148100 0",
            "ALL_REDUCE 7 8192 1 0",
            "ALL_REDUCE 7 8192 20123 0",
            "ALL_REDUCE 7 8192 -1 0",
            "ALL_REDUCE 7 8192 -1 0");
  }

  @Test
  void aBareRecordBelongsToTheLastMarkerAndNotBeyondItsCount() {
    String bare = "{" + InspectorText.performance("AllGather", 3, 64, 5, "") + "}\n";
    read(bare);
    read(RANK_0.marker(2, 0, 0, 17) + bare + LINE + bare + bare);

    assertThat(seen.calls)
        .containsExactly(
            "ALL_GATHER 3 64 5000 0", "ALL_REDUCE 7 8192 20000 0", "ALL_GATHER 3 64 5000 0");
    assertThat(seen.rejected).containsExactly(RejectReason.NO_OWNER, RejectReason.NO_OWNER);
    assertThat(lines.owed()).isZero();
  }

  @Test
  void aMarkerBeforeItsRecordsHaveComeSaysHowManyAreMissing() {
    String bare = "{" + InspectorText.performance("AllGather", 3, 64, 5, "") + "}\n";
    read(RANK_0.marker(5, 2, 0, 17) + bare);

    assertThat(lines.owed()).isEqualTo(6);
    assertThat(lines.hasBareRecords()).isTrue();
    read(RANK_0.marker(1, 0, 0, 18) + bare);
    assertThat(lines.withheld()).isEqualTo(6);
  }

  @Test
  void keysComeInAnyOrderAndWithWhiteSpace() {
    read(
        " { \"coll_perf\" : { \"coll_exec_time_us\" : 20 , \"coll\" : \"AllToAll\" , "
            + "\"coll_sn\":1,\"coll_msg_size_bytes\":64 } ,\t\"metadata\":{\"pid\":4}, "
            + "\"header\":{\"n_ranks\":4,\"rank\":2,\"id\":\"0x1\"} }\r\n");

    assertThat(seen.calls).containsExactly("ALL_TO_ALL 1 64 20000 2");
  }

  @Test
  void aSlashIsWrittenWithABackslash() {
    List<String> names = new ArrayList<>();
    InspectorLines named =
        new InspectorLines(
            new RecordSink() {
              @Override
              public void take(InspectorRecord record) {
                names.add(record.origin().name());
              }

              @Override
              public void reject(RejectReason reason) {
                names.add(reason.label());
              }
            },
            "");
    for (String name : List.of("tp\\/0", "a\\\"b", "unknown", "tp:1")) {
      byte[] line = LINE.replace("tp:0", name).getBytes(UTF_8);
      named.read(line, 0, line.length);
    }

    assertThat(names).containsExactly("tp/0", "a\"b", "", "tp:1");
  }

  @Test
  void unknownCollectivesAreUnknown() {
    read(LINE.replace("AllReduce", "Invalid"));

    assertThat(seen.calls).containsExactly(Collective.UNKNOWN + " 7 8192 20000 0");
  }

  /** Whatever the bytes: no exception, and each line is taken, rejected, or left as a part. */
  @Test
  void damagedBytesAreLinesOrRejected() {
    int rounds = Integer.getInteger("ringside.fuzz", 20_000);
    Random random = new Random(20_261_127);
    String verbose = RANK_0.verbose("AllReduce", 1, 64, InspectorText.EPOCH_US, 300);
    byte[] sound = (RANK_0.marker(2, 1, 3, 17) + LINE + verbose + LINE).getBytes(UTF_8);
    byte[] interesting = "{}[]\",:\\\n0123456789.-eEnul\0\u0001".getBytes(UTF_8);
    for (int round = 0; round < rounds; round++) {
      byte[] bytes = sound.clone();
      for (int change = random.nextInt(1, 6); change > 0; change--) {
        bytes[random.nextInt(bytes.length)] =
            random.nextBoolean()
                ? interesting[random.nextInt(interesting.length)]
                : (byte) random.nextInt();
      }
      requireEachLineOnce(bytes, random.nextInt(bytes.length + 1));
    }
  }

  private static void requireEachLineOnce(byte[] bytes, int size) {
    Seen found = new Seen();
    InspectorLines reading = new InspectorLines(found, "");
    int end = reading.read(bytes, 0, size);
    int feeds = 0;
    int blank = 0;
    for (int at = 0; at < end; at++) {
      boolean feed = bytes[at] == '\n';
      feeds += feed ? 1 : 0;
      blank += feed && (at == 0 || bytes[at - 1] == '\n') ? 1 : 0;
    }
    assertThat(end == 0 || bytes[end - 1] == '\n').isTrue();
    assertThat(found.calls.size() + found.others + found.rejected.size()).isEqualTo(feeds - blank);
    for (int at = end; at < size; at++) {
      assertThat(bytes[at]).as("a whole line is left at %d", at).isNotEqualTo((byte) '\n');
    }
  }
}
