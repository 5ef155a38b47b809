package dev.ringside.simulator.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.simulator.chance.Dice;
import dev.ringside.simulator.fault.Culprit;
import dev.ringside.simulator.fault.Fault;
import dev.ringside.simulator.fault.FaultKind;
import dev.ringside.simulator.scenario.Arrivals;
import dev.ringside.simulator.scenario.Lengths;
import dev.ringside.simulator.scenario.Workload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestSourcesTest {

  private static final long SECOND = 1_000_000_000L;

  @TempDir Path folder;

  private static Workload workload(Arrivals arrivals) {
    return new Workload(arrivals, Lengths.uniform(1, 99), Lengths.fixed(9), 0.5, 0.25);
  }

  private static List<Request> all(RequestSource source) {
    List<Request> requests = new ArrayList<>();
    while (source.nextArrivalNs() != RequestSource.NEVER) {
      long due = source.nextArrivalNs();
      requests.add(source.take());
      assertThat(requests.get(requests.size() - 1).arrivalNs()).isEqualTo(due);
    }
    return requests;
  }

  private static List<Request> drawn(
      Arrivals arrivals, List<Fault> faults, int replicas, long seconds) {
    List<Request> requests = new ArrayList<>();
    for (int replica = 0; replica < replicas; replica++) {
      requests.addAll(
          all(
              new DrawnRequests(
                  workload(arrivals), faults, replica, replicas, 5, seconds * SECOND)));
    }
    return requests;
  }

  private static long between(List<Request> requests, double fromS, double toS) {
    return requests.stream()
        .filter(r -> r.arrivalNs() >= fromS * SECOND && r.arrivalNs() < toS * SECOND)
        .count();
  }

  /** 4,000 expected; three deviations are 190. */
  @Test
  void replicasShareTheRate() {
    List<Request> requests = drawn(Arrivals.poisson(40), List.of(), 4, 100);
    assertThat(requests).hasSizeBetween(3_810, 4_190);
    assertThat(requests.stream().map(Request::id).distinct()).hasSize(requests.size());
    assertThat(requests.stream().filter(Request::endsByStop).count())
        .isBetween(requests.size() / 5L, requests.size() * 3L / 10);
    assertThat(requests)
        .allMatch(r -> r.cachedTokens() % 16 == 0 || r.cachedTokens() == r.promptTokens() - 1)
        .allMatch(r -> r.cachedTokens() <= r.promptTokens() / 2)
        .allMatch(r -> r.promptTokens() >= 1 && r.promptTokens() <= 99 && r.outputTokens() == 9);
  }

  @Test
  void noRateNoRequests() {
    assertThat(drawn(Arrivals.poisson(0), List.of(), 2, 1000)).isEmpty();
  }

  @Test
  void loadRestsIdlesAndShifts() {
    Arrivals arrivals =
        new Arrivals(
            50,
            50,
            0,
            0,
            0,
            1,
            List.of(new Arrivals.Span(10 * SECOND, 20 * SECOND)),
            Optional.empty(),
            List.of());
    List<Fault> faults =
        List.of(
            new Fault(FaultKind.LOAD_SHIFT, 20 * SECOND, 30 * SECOND, 4, Culprit.ALL),
            new Fault(FaultKind.IDLE_SERVER, 30 * SECOND, 40 * SECOND, 1, Culprit.ALL));
    List<Request> requests = drawn(arrivals, faults, 1, 50);
    assertThat(between(requests, 0, 10)).isBetween(430L, 570L);
    assertThat(between(requests, 10, 20)).isZero();
    assertThat(between(requests, 20, 30)).isBetween(1_860L, 2_140L);
    assertThat(between(requests, 30, 40)).isZero();
    assertThat(between(requests, 40, 50)).isBetween(430L, 570L);
  }

  @Test
  void daysRiseAndFall() {
    Arrivals arrivals =
        new Arrivals(50, 50, 0, 0, 100 * SECOND, 0.1, List.of(), Optional.empty(), List.of());
    List<Request> requests = drawn(arrivals, List.of(), 1, 100);
    assertThat(between(requests, 40, 60)).isGreaterThan(5 * between(requests, 90, 110));
    // The mean of night + (1 − night)·(1 − cos)/2 is 0.55.
    assertThat(requests).hasSizeBetween(2_590, 2_910);
  }

  @Test
  void allReplicasSeeTheSameBurstsAndThinningNeverExceedsItsPeak() {
    Arrivals arrivals =
        new Arrivals(1, 200, 20 * SECOND, 2 * SECOND, 0, 1, List.of(), Optional.empty(), List.of());
    RateCurve curve = new RateCurve(arrivals, List.of(), 5);
    long burst = 0;
    for (long t = 0; t < 200 * SECOND; t += SECOND / 100) {
      double rate = curve.at(t);
      assertThat(rate).isLessThanOrEqualTo(curve.peak()).isIn(1.0, 200.0);
      burst += rate == 200 ? 1 : 0;
    }
    assertThat(burst).isBetween(400L, 4_000L);
    RateCurve again = new RateCurve(arrivals, List.of(), 5);
    int outside = 0;
    List<Request> requests = new ArrayList<>(drawn(arrivals, List.of(), 3, 200));
    requests.sort((a, b) -> Long.compare(a.arrivalNs(), b.arrivalNs()));
    for (Request request : requests) {
      outside += again.at(request.arrivalNs()) == 1 ? 1 : 0;
    }
    assertThat(outside).isBetween(120, 240);
    assertThat(requests).hasSizeGreaterThan(600);
  }

  @Test
  void momentsAreDealtInTurn() {
    Workload listed = workload(Arrivals.listed(List.of(0L, 5L, 5L, SECOND)));
    assertThat(all(new ListedRequests(listed, 0, 2, 1, SECOND)).stream().map(Request::arrivalNs))
        .containsExactly(0L, 5L);
    assertThat(all(new ListedRequests(listed, 1, 2, 1, SECOND)).stream().map(Request::arrivalNs))
        .containsExactly(5L);
    assertThat(all(new ListedRequests(listed, 1, 2, 1, 2 * SECOND)).stream().map(Request::id))
        .containsExactly(1L, 3L);
  }

  @Test
  void aRecordingIsDealtAsItStands() throws Exception {
    Path file = folder.resolve("a.csv");
    Files.writeString(file, "arrival,prompt,output\n# noon\n0,10,20\n0.5, 11, 21\n\n2,12,22\n");
    ArrivalFile recording = ArrivalFile.read(file);
    assertThat(recording.size()).isEqualTo(3);
    Workload workload = workload(Arrivals.recorded(file));
    List<Request> first = all(new RecordedRequests(recording, workload, 0, 2, 1, 9 * SECOND));
    assertThat(first.stream().map(Request::promptTokens)).containsExactly(10, 12);
    assertThat(first.stream().map(Request::outputTokens)).containsExactly(20, 22);
    List<Request> second = all(new RecordedRequests(recording, workload, 1, 2, 1, 9 * SECOND));
    assertThat(second.stream().map(Request::arrivalNs)).containsExactly(SECOND / 2);
    assertThat(all(new RecordedRequests(recording, workload, 0, 1, 1, SECOND))).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,2 | expected arrival seconds",
        "1,2,3,4 | expected arrival seconds",
        "-1,2,3 | expected arrival seconds",
        "1,0,3 | expected arrival seconds",
        "1,2,x | expected arrival seconds",
        "NaN,2,3 | expected arrival seconds",
        "0.5,2,3 | arrives before the line above it"
      })
  void aBadLineIsNamed(String line, String complaint) throws Exception {
    Path file = folder.resolve("a.csv");
    Files.writeString(file, "0.9,1,1\n" + line + "\n");
    assertThatThrownBy(() -> ArrivalFile.read(file))
        .isInstanceOf(BadDescriptionException.class)
        .hasMessageStartingWith(file + ":2: ")
        .hasMessageContaining(complaint);
  }

  @Test
  void lengthsKeepToTheirBoundsAndMeans() {
    Dice dice = Dice.of(2);
    Lengths geometric = new Lengths(Lengths.Shape.GEOMETRIC, 50, 0, 1, 100_000);
    Lengths lognormal = new Lengths(Lengths.Shape.LOGNORMAL, 100, 1, 20, 400);
    double sum = 0;
    int below = 0;
    for (int i = 0; i < 100_000; i++) {
      sum += geometric.draw(dice);
      int drawn = lognormal.draw(dice);
      assertThat(drawn).isBetween(20, 400);
      below += drawn < 100 ? 1 : 0;
    }
    assertThat(sum / 100_000).isBetween(49.0, 51.0);
    assertThat(below).isBetween(48_500, 51_000);
  }
}
