package dev.ringside.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.deployment.Tenant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopicsTest {

  private static final Tenant A = new Tenant("a");
  private static final Tenant ANA = new Tenant("ana");

  @Test
  void everyTenantHasATopicOfItsOwn() {
    assertThat(Topics.calls(Tenant.DEFAULT)).isEqualTo("ringside.calls");
    assertThat(Topics.calls(ANA)).isEqualTo("ringside.calls.ana");
    for (Tenant one : List.of(Tenant.DEFAULT, A, ANA, new Tenant("x".repeat(63)))) {
      for (Tenant other : List.of(Tenant.DEFAULT, A, ANA, new Tenant("x".repeat(63)))) {
        assertThat(Topics.isOf(one, Topics.calls(other))).isEqualTo(one.equals(other));
      }
      assertThat(Topics.calls(one)).matches(Topics.ALL_CALLS);
    }
  }

  @Test
  void eachTenantHasATopicOfIterations() {
    assertThat(Topics.iterations(Tenant.DEFAULT)).isEqualTo("ringside.iterations");
    assertThat(Topics.iterations(new Tenant("team-a"))).isEqualTo("ringside.iterations.team-a");
    assertThat(new IterationKey("a/b", 3).bytes()).asString().isEqualTo("a%2Fb/3");
  }

  @Test
  void noOtherTopicMatchesThePattern() {
    for (String other :
        List.of(
            "ringside.callsX",
            "ringside.calls.",
            "ringside.calls.a.b",
            "ringside.calls." + "x".repeat(64),
            "xringside.calls",
            Topics.DEPLOYMENTS,
            Topics.ITERATIONS,
            Topics.REPORTS,
            Topics.FINDINGS,
            Topics.DEAD_LETTERS)) {
      assertThat(other).doesNotMatch(Topics.ALL_CALLS);
    }
  }
}
