package dev.ringside.ingest.inspector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.ingest.inspector.line.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class JobRanksTest {

  private final List<Membership> processes = new ArrayList<>();

  /** {@code id name rank/size}, one for each communicator; ~ in place of a name for none. */
  private ProcessId process(String host, long pid, String... groups) {
    return process(host, pid, 0, 100, groups);
  }

  private ProcessId process(String host, long pid, long firstUs, long lastUs, String... groups) {
    ProcessId id = new ProcessId(host, pid);
    List<Membership.Group> parts = new ArrayList<>();
    for (String group : groups) {
      String[] words = group.split("[ /]");
      String name = words[1].equals("~") ? "" : words[1];
      int rank = Integer.parseInt(words[2]);
      int size = Integer.parseInt(words[3]);
      parts.add(
          new Membership.Group(
              new Origin(words[0], name, rank, size, host, pid, -1), words[0].startsWith("0xpp")));
    }
    processes.add(new Membership(id, firstUs, lastUs, parts));
    return id;
  }

  private int rank(ProcessId process) {
    return JobRanks.of(processes).of(process).orElse(-1);
  }

  @Test
  void theCommunicatorOfAllProcessesNumbersThem() {
    ProcessId one = process("a", 2, "0x1 ep:0 1/2", "0x2 tp:0 0/1");
    ProcessId other = process("a", 9, "0x1 ep:0 0/2", "0x3 tp:1 0/1");

    assertThat(rank(one)).isEqualTo(1);
    assertThat(rank(other)).isZero();
    assertThat(JobRanks.of(processes).membersOf(new Origin("0x1", "", 0, 2, "", 0, -1)))
        .containsExactly(0, 1);
  }

  @Test
  void tensorIsFastestThenPipelineThenData() {
    List<ProcessId> all = new ArrayList<>();
    for (int rank = 0; rank < 8; rank++) {
      int tp = rank % 2;
      int pp = rank / 2 % 2;
      int dp = rank / 4;
      all.add(
          process(
              "a",
              80 - rank,
              "0xt%d tp:%d %d/2".formatted(rank / 2, rank / 2, tp),
              "0xp%d pp:0 %d/2".formatted(2 * dp + tp, pp),
              "0xd%d dp:0 %d/2".formatted(rank % 4, dp)));
    }

    assertThat(all.stream().map(this::rank)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
  }

  /** One node of two: its tensor communicator is whole, and is only half of the job. */
  @Test
  void aStageOnAnotherNodeIsCounted() {
    List<ProcessId> second = new ArrayList<>();
    for (int rank = 0; rank < 4; rank++) {
      second.add(
          process(
              "b",
              10 + rank,
              "0xt tp:1 %d/4".formatted(rank),
              "0xp%d pp:%d 1/2".formatted(rank, rank)));
    }

    assertThat(second.stream().map(this::rank)).containsExactly(4, 5, 6, 7);
  }

  @Test
  void withoutNamesWhatIsSentTells() {
    List<ProcessId> all = new ArrayList<>();
    for (int rank = 0; rank < 4; rank++) {
      all.add(
          process(
              "a",
              rank,
              "0xt%d ~ %d/2".formatted(rank / 2, rank % 2),
              "0xpp%d ~ %d/2".formatted(rank % 2, rank / 2)));
    }

    assertThat(all.stream().map(this::rank)).containsExactly(0, 1, 2, 3);
  }

  @Test
  void replicasThatLiveTogetherFollowOneAnother() {
    ProcessId first = process("a", 1, 10, 90, "0x1 tp:0 0/2");
    process("a", 2, 10, 90, "0x1 tp:0 1/2");
    ProcessId second = process("a", 3, 20, 95, "0x2 tp:0 0/2");
    process("a", 4, 20, 95, "0x2 tp:0 1/2");

    assertThat(rank(first)).isZero();
    assertThat(rank(second)).isEqualTo(2);
  }

  @Test
  void aLaterLifeHasTheRanksOfTheEarlierOne() {
    ProcessId first = process("a", 1, 10, 90, "0x1 tp:0 1/2");
    ProcessId second = process("a", 3, 91, 200, "0x2 tp:0 1/2");

    assertThat(rank(first)).isEqualTo(1);
    assertThat(rank(second)).isEqualTo(1);
  }

  @Test
  void withoutAnyWordThePlaceByHostAndPidIsAGuess() {
    ProcessId one = process("b", 1, "0x1 ~ 0/2", "0x2 ~ 0/2");
    ProcessId other = process("a", 7, "0x1 ~ 0/2");
    JobRanks ranks = JobRanks.of(processes);

    assertThat(ranks.of(other)).hasValue(0);
    assertThat(ranks.of(one)).hasValue(1);
    assertThat(ranks.isGuessed(one)).isTrue();
    assertThat(ranks.membersOf(new Origin("0x1", "", 0, 2, "", 0, -1))).isEmpty();
  }

  @Test
  void whoKnowsBetterIsAskedFirst() {
    ProcessId one = process("a", 1, "0x1 tp:0 0/2");
    process("a", 2, "0x1 tp:0 1/2");
    JobRanks ranks =
        JobRanks.of(
            processes, process -> process.equals(one) ? OptionalInt.of(7) : OptionalInt.empty());

    assertThat(ranks.of(one)).hasValue(7);
    assertThat(ranks.membersOf(new Origin("0x1", "", 0, 2, "", 0, -1))).containsExactly(7, 1);
  }
}
