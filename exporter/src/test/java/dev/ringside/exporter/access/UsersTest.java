package dev.ringside.exporter.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.exporter.web.Answer;
import dev.ringside.exporter.web.RequestHead;
import dev.ringside.exporter.web.Site;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsersTest {

  private final Users users =
      new Users(Map.of("prometheus", PasswordHash.of("pw:1".toCharArray())));
  private final Site site =
      users.guard(request -> Answer.line(Answer.OK, "figures"), Set.of("/-/healthy"));

  @Test
  void theRightPasswordOpensAgainAndAgain() {
    for (int i = 0; i < 3; i++) {
      assertThat(ask(basic("prometheus:pw:1")).status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"prometheus:pw", "prometheus:", "nobody:pw:1", ":pw:1", "pw:1", ""})
  void anythingElseDoesNot(String login) {
    refused(ask(basic(login)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Basic", "Basic !!!", "Bearer abc", "Digest x"})
  void norDoesAnotherHeader(String header) {
    refused(ask(header));
  }

  @Test
  void aRightPasswordDoesNotOpenForAWrongOneAfterwards() {
    assertThat(ask(basic("prometheus:pw:1")).status()).isEqualTo(200);
    refused(ask(basic("prometheus:pw:2")));
    refused(ask(basic("nobody:pw:1")));
  }

  @Test
  void anOpenPathNeedsNoLogin() {
    assertThat(site.answer(head("/-/healthy", "")).status()).isEqualTo(200);
    assertThat(site.answer(head("/-/healthy/", "")).status()).isEqualTo(401);
  }

  /** Guesses queue for the one check at a time; who is known does not. */
  @Test
  void guessesDoNotDelayThoseWhoAreKnown() throws Exception {
    ask(basic("prometheus:pw:1"));
    ExecutorService guessing = Executors.newFixedThreadPool(30);
    try {
      List<Future<Answer>> guesses = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        String guess = basic("prometheus:guess" + i);
        guesses.add(guessing.submit(() -> ask(guess)));
      }
      assertThat(ask(basic("prometheus:pw:1")).status()).isEqualTo(200);

      List<Integer> answers = new ArrayList<>();
      for (Future<Answer> guess : guesses) {
        answers.add(guess.get().status());
      }
      assertThat(answers).containsOnly(401, 503).contains(401, 503);
    } finally {
      guessing.shutdownNow();
    }
  }

  private static void refused(Answer answer) {
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.headers()).anyMatch(header -> header.startsWith("WWW-Authenticate: Basic"));
    assertThat(new String(answer.body(), UTF_8)).doesNotContain("figures");
  }

  private Answer ask(String authorization) {
    return site.answer(head("/metrics", authorization));
  }

  private static RequestHead head(String path, String authorization) {
    return new RequestHead("GET", path, true, Map.of("authorization", authorization));
  }

  private static String basic(String login) {
    return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(UTF_8));
  }
}
