package dev.ringside.ingest.kafka.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.core.deployment.Tenant;
import dev.ringside.schemas.topic.Topics;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrantTest {

  private static final Tenant TEAM_A = new Tenant("team-a");

  @Test
  void anAgentWritesTheTopicOfItsTenantAndNoOther() {
    assertThat(rights(Role.AGENT, TEAM_A))
        .containsExactlyInAnyOrder(
            "Write literal ringside.calls.team-a", "Write literal ringside.iterations.team-a");
    assertThat(rights(Role.AGENT, Tenant.DEFAULT))
        .containsExactlyInAnyOrder(
            "Write literal ringside.calls", "Write literal ringside.iterations");
  }

  @Test
  void onlyTheJobReadsCallsAndOnlyItWritesReports() {
    assertThat(rights(Role.JOB, TEAM_A))
        .contains(
            "Read prefixed ringside.calls",
            "Read prefixed ringside.iterations",
            "Read literal ringside.deployments",
            "Write literal ringside.reports",
            "Write literal ringside.findings",
            "Write literal ringside.dead-letters",
            "Read prefixed g");
    for (Role other : Role.values()) {
      if (other != Role.JOB) {
        assertThat(rights(other, TEAM_A))
            .noneMatch(right -> right.startsWith("Read") && right.contains(Topics.CALLS))
            .noneMatch(right -> right.startsWith("Write") && right.contains(Topics.REPORTS));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyRightBeginsWithRingsideOrTheGroup(Role role) {
    assertThat(Grant.of(role, "User:x", TEAM_A, "g"))
        .isNotEmpty()
        .allMatch(g -> g.right().name().startsWith("ringside.") || g.right().name().equals("g"))
        .noneMatch(g -> g.right().operation().equals("All"));
  }

  private static Set<String> rights(Role role, Tenant tenant) {
    return Grant.of(role, "User:x", tenant, "g").stream()
        .map(Grant::right)
        .map(right -> right.operation() + " " + right.pattern() + " " + right.name())
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "alice", "User:", ":alice", "User: ", "User:*", "User:a\nb", "U-r:a"})
  void nobodyAndEverybodyAreRefused(String principal) {
    assertThatThrownBy(() -> Grant.of(Role.AGENT, principal, TEAM_A, "g"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("expected a principal such as User:alice");
  }

  @Test
  void aCommandCanBePastedIntoAShell() {
    List<Grant> grants = Grant.of(Role.AGENT, "User:CN=it's me,O=\"x\"", TEAM_A, "g");

    assertThat(grants.get(0).command("kafka:9093"))
        .isEqualTo(
            "kafka-acls.sh --bootstrap-server kafka:9093 --add --allow-principal 'User:CN=it'\\''s"
                + " me,O=\"x\"' --operation Write --topic ringside.calls.team-a"
                + " --resource-pattern-type literal");
  }
}
