package dev.ringside.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.core.account.Account;
import dev.ringside.core.account.PassCounts;
import dev.ringside.core.finding.FindingLog;
import dev.ringside.core.finding.FindingRecord;
import dev.ringside.core.report.Culprit;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.FindingKind;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.series.RunningTotals;
import dev.ringside.schemas.report.FindingRecordCodec;
import dev.ringside.schemas.report.WindowReportCodec;
import dev.ringside.schemas.topic.ReportKey;
import dev.ringside.schemas.topic.Topics;
import dev.ringside.testkit.kafka.InVmKafka;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a job has written, as findings, explain and reports show it. */
class FindingsCommandIT {

  private static final long WINDOW_NS = 10_000_000_000L;

  private static InVmKafka kafka;
  private static String brokers;
  private static String hung;
  private static String over;
  private static String gone;

  @BeforeAll
  static void aJobHasWritten() {
    kafka = InVmKafka.start();
    brokers = kafka.bootstrapServers();
    assertThat(Cli.run("topics", "--brokers", brokers).exit()).isZero();
    FindingLog log = new FindingLog();
    Finding rank1 =
        FindingKind.RANKS_NOT_SEEN
            .saying("rank 1", 0.5, 0.9)
            .withSeverity(Finding.Severity.CRITICAL)
            .by(Culprit.ranks(List.of(1)))
            .with("still_seconds", 20);
    Finding ended = FindingKind.RANKS_NOT_SEEN.saying("rank 0", 0.5, 0.9).ofRanks(List.of(0));
    FindingLog others = new FindingLog();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", brokers),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int start = 0; start < 3; start++) {
        WindowReport report =
            start == 0 ? window("llama", start, rank1, ended) : window("llama", start, rank1);
        send(producer, log.after(report));
        producer.send(
            new ProducerRecord<>(
                Topics.REPORTS, ReportKey.of(report), WindowReportCodec.encode(report)));
      }
      List<FindingRecord> another = others.after(window("other", 0, rank1));
      send(producer, another);
      gone = another.get(0).id();
      producer.send(new ProducerRecord<>(Topics.FINDINGS, gone.getBytes(), null));
      producer.send(new ProducerRecord<>(Topics.FINDINGS, "newer".getBytes(), new byte[] {1}));
    }
    hung = FindingLog.idOf(window("llama", 0), rank1);
    over = FindingLog.idOf(window("llama", 0), ended);
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  private static void send(KafkaProducer<byte[], byte[]> producer, List<FindingRecord> records) {
    for (FindingRecord record : records) {
      producer.send(
          new ProducerRecord<>(
              Topics.FINDINGS, record.id().getBytes(), FindingRecordCodec.encode(record)));
    }
  }

  @Test
  void openFindingsAreListedAndTheExitCodeSaysThatThereAreSome() {
    Cli cli = Cli.run("findings", "--brokers", brokers);

    assertThat(cli.exit()).as(cli.err()).isEqualTo(3);
    assertThat(cli.out())
        .contains(hung, "critical", "ranks_not_seen", "llama", "rank 1", "1970-01-01T00:00:30Z")
        .doesNotContain(over)
        .doesNotContain(gone);
  }

  @Test
  void thoseThatAreOverAreShownWhenAskedFor() {
    assertThat(Cli.run("findings", "--brokers", brokers, "--all").out()).contains(hung, over);
    Cli none = Cli.run("findings", "--brokers", brokers, "--deployment", "other");
    assertThat(none.exit()).isZero();
    assertThat(none.out()).isEqualTo("no open findings\n");
  }

  @Test
  void scriptsGetThemAsJson() {
    JsonNode finding =
        Cli.run("findings", "--brokers", brokers, "--format", "json").json().get("findings").get(0);

    assertThat(finding.get("id").asText()).isEqualTo(hung);
    assertThat(finding.get("state").asText()).isEqualTo("UPDATED");
    assertThat(finding.get("culprit").toString()).isEqualTo("{\"type\":\"rank\",\"ids\":[1]}");
    assertThat(finding.get("windows").asInt()).isEqualTo(3);
    assertThat(finding.get("last_ns").asLong()).isEqualTo(3 * WINDOW_NS);
  }

  @Test
  void aFindingIsExplained() {
    Cli cli = Cli.run("explain", hung.substring(0, 8), "--brokers", brokers);

    assertThat(cli.exit()).as(cli.err()).isZero();
    assertThat(cli.out())
        .contains("no complete stream from rank 1", "culprit     rank 1", "still_seconds 20")
        .contains("What to do: Start the agents", "in 3 windows", "last window");
  }

  @Test
  void anIdThatIsNoneOrSeveralIsRefusedInOneLine() {
    Cli none = Cli.run("explain", "zzz", "--brokers", brokers);
    assertThat(none.exit()).isEqualTo(2);
    assertThat(none.errLines()).singleElement().asString().contains("no finding \"zzz\"");
    assertThat(Cli.run("explain", "", "--brokers", brokers).exit()).isEqualTo(2);
  }

  @Test
  void reportsAreListed() {
    Cli cli = Cli.run("reports", "--brokers", brokers);

    assertThat(cli.exit()).as(cli.err()).isZero();
    assertThat(cli.out()).contains("llama", "window", "deviation", "50.0 %");
    JsonNode json = Cli.run("reports", "--brokers", brokers, "--format", "json").json();
    assertThat(json.get("reports").get(0).get("findings").get(0).get("id").asText())
        .isEqualTo(hung);
  }

  @Test
  void aKafkaWithoutTheTopicSaysSo() {
    try (InVmKafka empty = InVmKafka.start()) {
      Cli cli = Cli.run("findings", "--brokers", empty.bootstrapServers());

      assertThat(cli.exit()).isEqualTo(2);
      assertThat(cli.errLines()).singleElement().asString().contains("ringside.findings");
    }
  }

  private static WindowReport window(String deployment, int start, Finding... findings) {
    return new WindowReport(
        WindowReport.Subject.window(deployment, 0),
        WindowReport.Served.UNKNOWN,
        WindowReport.Span.of(start * WINDOW_NS, WINDOW_NS),
        Account.observed(0),
        PassCounts.NONE,
        List.of(),
        0.5,
        OptionalDouble.empty(),
        List.of(),
        List.of(findings),
        Verdict.DEVIATION,
        RunningTotals.NONE);
  }
}
