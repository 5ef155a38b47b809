package dev.ringside.agent.ras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.agent.progress.Stuck;
import dev.ringside.agent.ras.KernelTiming.Answer;
import dev.ringside.core.collective.Collective;
import dev.ringside.ingest.ras.StuckCall;
import dev.ringside.testkit.ras.RasDouble;
import dev.ringside.testkit.time.ManualClock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RasTest {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration SOON = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofHours(1);
  private static final String TIMED = "coll,kernelch";
  private static final String USUAL = "coll";

  @TempDir private Path folder;
  private RasDouble ras;
  private RasPort port;

  @BeforeEach
  void start() throws IOException {
    ras = new RasDouble();
    port = new RasPort(ras.address(), PATIENCE);
  }

  @AfterEach
  void stop() throws IOException {
    ras.close();
  }

  private KernelTiming timing(Duration length) {
    return new KernelTiming(port, new KernelTiming.Events(TIMED, USUAL, length), folder, SOON);
  }

  private void answer(String json) {
    ras.answers(() -> json);
  }

  private String nextMask() throws InterruptedException {
    return ras.masks().poll(10, TimeUnit.SECONDS);
  }

  @Test
  void kernelsAreTimedForAWhileAndTheEventsPutBack() throws Exception {
    try (KernelTiming timing = timing(SOON)) {
      assertThat(timing.start()).isEqualTo(Answer.STARTED);
      assertThat(nextMask()).isEqualTo(TIMED);
      assertThat(nextMask()).isEqualTo(USUAL);
    }
    assertThat(folder).isEmptyDirectory();
    assertThat(ras.masks()).isEmpty();
  }

  @Test
  void aSecondWishWaitsForTheEndOfTheFirstAndClosingPutsBack() throws Exception {
    KernelTiming timing = timing(LONG);
    assertThat(timing.start()).isEqualTo(Answer.STARTED);
    assertThat(timing.start()).isEqualTo(Answer.RUNNING);
    timing.close();

    assertThat(ras.masks()).containsExactly(TIMED, USUAL);
    assertThat(folder).isEmptyDirectory();
  }

  /** The first agent was killed: nothing of it runs on, only its file is there. */
  @Test
  void afterAKillTheNextStartPutsBack() throws Exception {
    Files.writeString(folder.resolve("ras-timing"), USUAL);
    try (KernelTiming timing = timing(LONG)) {
      assertThat(nextMask()).isEqualTo(USUAL);
      assertThat(timing.events().timed()).isEqualTo(TIMED);
    }
    assertThat(folder).isEmptyDirectory();
  }

  /** NCCL before 2.32: nothing has changed, so nothing is put back. */
  @Test
  void aRasThatDoesNotKnowTheCommandRefuses() throws Exception {
    ras.growOld();
    try (KernelTiming timing = timing(LONG)) {
      assertThat(timing.start()).isEqualTo(Answer.REFUSED);
    }
    assertThat(folder).isEmptyDirectory();
    assertThat(port.profile(TIMED).orElseThrow())
        .contains("ERROR: Unknown command CONTROL profiler_mask " + TIMED);
  }

  @Test
  void nobodyWhoListensIsOneLine() throws Exception {
    InetSocketAddress address = ras.address();
    ras.close();
    assertThatThrownBy(() -> new RasPort(address, PATIENCE).status())
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "RAS at " + address.getHostString() + ":" + address.getPort() + ": ")
        .hasMessageNotContaining("\n");
  }

  private static String status(String time, int first, int second) {
    return """
    {"nccl_version":"2.32.3","timestamp":"%s","communicators_count":1,"communicators":[
    {"hash":"0x1","size":2,"ranks_count":2,"missing_ranks_count":0,"ranks":[
    {"rank":0,"host":"h","pid":1,"cuda_dev":0,"status":{},"collective_counts":{"AllReduce":%d}},
    {"rank":1,"host":"h","pid":2,"cuda_dev":1,"status":{},"collective_counts":{"AllReduce":%d}}],
    "missing_ranks":[]}]}
    """
        .formatted(time, first, second);
  }

  @Test
  void twoAnswersThatStandStillNameTheRankThatTheOthersWaitFor() throws Exception {
    try (RasWatch watch = new RasWatch(port, folder)) {
      answer(status("2026-11-28 01:00:00", 900, 899));
      watch.ask();
      assertThat(watch.found().suspects()).isEmpty();
      answer(status("2026-11-28 01:00:30", 900, 899));
      watch.ask();

      assertThat(watch.found().suspects()).containsExactly(1);
      assertThat(watch.found().answers()).isEqualTo(2);

      answer(status("2026-11-28 01:01:00", 950, 950));
      watch.ask();
      assertThat(watch.found().verdict()).startsWith("healthy");
      assertThat(watch.found().suspects()).isEmpty();
    }
  }

  @Test
  void theCallThatDoesNotEndIsToldSinceTheFirstAnswerThatShowsIt() throws Exception {
    ManualClock clock = new ManualClock(Instant.parse("2026-11-28T01:00:00Z"));
    try (RasWatch watch = new RasWatch(port, folder, clock)) {
      RasUse use = new RasUse(Optional.of(watch), Optional.empty());
      answer(status("2026-11-28 01:00:00", 900, 899));
      long firstNs = clock.millis() * 1_000_000;
      watch.ask();
      assertThat(use.stuck()).as("one answer says nothing").isEqualTo(Stuck.NONE);
      for (int again = 1; again < 3; again++) {
        clock.advance(Duration.ofSeconds(30));
        answer(status("2026-11-28 01:00:3" + again, 900, 899));
        watch.ask();
        StuckCall call = new StuckCall("0x1", 0, Collective.ALL_REDUCE, 899);
        assertThat(use.stuck()).isEqualTo(new Stuck(List.of(call), firstNs));
      }
      answer("nothing");
      watch.ask();
      assertThat(use.stuck()).as("what is not known is not told").isEqualTo(Stuck.NONE);
      answer(status("2026-11-28 01:02:00", 950, 950));
      watch.ask();
      assertThat(use.stuck()).isEqualTo(Stuck.NONE);
    }
  }

  @Test
  void anAnswerThatCannotBeReadIsAFailure() {
    try (RasWatch watch = new RasWatch(port, folder)) {
      answer("nothing");
      watch.ask();
      assertThat(watch.found().failures()).isEqualTo(1);
    }
  }
}
