package dev.ringside.schemas.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.core.account.Account;
import dev.ringside.core.bound.Bound;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.ReportRow;
import dev.ringside.core.report.RowKey;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.series.RunningTotals;
import dev.ringside.core.series.SeriesKey;
import dev.ringside.core.series.SeriesTotal;
import dev.ringside.core.series.Traffic;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.deadletter.DeadLetter;
import dev.ringside.schemas.golden.Samples;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the job writes fits into a record, and what the exporter reads can be added up. */
class ReportBoundsTest {

  private static final WindowReport SAMPLE = Samples.report();

  @Test
  void aReportThatFitsIsWrittenWhole() {
    byte[] whole = WindowReportCodec.encode(SAMPLE);

    assertThat(WindowReportCodec.encodeWithin(whole.length, SAMPLE)).isEqualTo(whole);
    assertThat(WindowReportCodec.encodeWithin(whole.length - 1L, SAMPLE)).isNotEqualTo(whole);
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000_000, 100_000, 20_000})
  void aLargerOneIsShortenedLosesNoCallAndSaysSo(int most) throws MalformedRecordException {
    WindowReport large = large(30_000, 5_000);

    byte[] bytes = WindowReportCodec.encodeWithin(most, large);
    WindowReport read = WindowReportCodec.decode(bytes);

    assertThat(bytes.length).isLessThanOrEqualTo(most);
    assertThat(read.verdict()).isEqualTo(large.verdict());
    assertThat(read.coverage()).isEqualTo(large.coverage());
    assertThat(read.account()).isEqualTo(large.account());
    assertThat(read.totals().account()).isEqualTo(large.totals().account());
    assertThat(observed(read.rows())).isEqualTo(observed(large.rows()));
    assertThat(read.totals().series().stream().mapToLong(SeriesTotal::calls).sum())
        .isEqualTo(large.totals().series().stream().mapToLong(SeriesTotal::calls).sum());
    assertThat(read.findings()).extracting(Finding::kind).contains("report_shortened");
    assertThat(read.rows()).extracting(ReportRow::verdict).contains(Verdict.DEVIATION);
  }

  /** Ranks by the hundred thousand, named in a sentence and in each row. */
  @Test
  void listsOfRanksDoNotMakeItTooLarge() {
    List<Integer> ranks = IntStream.range(0, 400_000).boxed().toList();
    Finding missing =
        new Finding(
            "ranks_not_seen",
            Finding.Severity.WARNING,
            SAMPLE.findings().get(0).parallelism(),
            ranks,
            ranks.toString(),
            new TreeMap<>());
    WindowReport large =
        with(SAMPLE.rows().stream().map(r -> r.ofRanks(ranks, ranks)).toList(), ranks);
    WindowReport worst =
        new WindowReport(
            large.subject(),
            large.served(),
            large.span(),
            large.account(),
            large.passes(),
            ranks,
            large.coverage(),
            large.callCoverage(),
            large.rows(),
            Collections.nCopies(3, missing),
            large.verdict(),
            large.totals());

    assertThat(WindowReportCodec.encodeWithin(Bound.RECORD_BYTES.most(), worst).length)
        .isLessThanOrEqualTo((int) Bound.RECORD_BYTES.most());
  }

  @Test
  void aDeadLetterFitsWhateverItsPayload() {
    DeadLetter whole = letter(900_000);
    DeadLetter large = letter(5_000_000).within(Bound.RECORD_BYTES.most());

    assertThat(whole.within(Bound.RECORD_BYTES.most())).isSameAs(whole);
    long headers = large.headers().values().stream().mapToLong(value -> value.length).sum();
    assertThat(large.payload().length + headers).isLessThan(Bound.RECORD_BYTES.most());
    assertThat(large.detail()).startsWith("only the first").contains("of 5000000 bytes");
    assertThat(letter(1).detail()).hasSizeLessThan(1_100);
  }

  private static DeadLetter letter(int payload) {
    return new DeadLetter("bad_value", "t", 0, 0, "d".repeat(90_000), new byte[payload]);
  }

  @Test
  void countsThatCouldNotBeAddedUpAreMalformed() throws MalformedRecordException {
    long most = Bound.TOTAL_CALLS.most();
    assertThat(WindowReportCodec.decode(counting(most)).account().observed()).isEqualTo(most);

    assertThatThrownBy(() -> WindowReportCodec.decode(counting(most + 1)))
        .isInstanceOf(MalformedRecordException.class)
        .hasMessageContaining("(bound total_calls)");
    assertThatThrownBy(() -> WindowReportCodec.decode(counting(-1)))
        .isInstanceOf(MalformedRecordException.class);
  }

  private static byte[] counting(long observed) {
    Account account = new Account(observed, 0, 0, 0, 0, new TreeMap<>(), 0);
    return WindowReportCodec.encode(
        new WindowReport(
            SAMPLE.subject(),
            SAMPLE.served(),
            SAMPLE.span(),
            account,
            SAMPLE.passes(),
            SAMPLE.ranks(),
            SAMPLE.coverage(),
            SAMPLE.callCoverage(),
            SAMPLE.rows(),
            SAMPLE.findings(),
            SAMPLE.verdict(),
            SAMPLE.totals()));
  }

  /** One row deviates, the last. */
  private static WindowReport large(int rows, int series) {
    ReportRow row = SAMPLE.rows().get(0);
    List<ReportRow> many =
        IntStream.rangeClosed(1, rows)
            .mapToObj(i -> ofSize(i, row).withVerdict(i < rows ? Verdict.MATCH : Verdict.DEVIATION))
            .toList();
    SeriesTotal total = SAMPLE.totals().series().get(0);
    List<SeriesTotal> totals =
        IntStream.range(0, series).mapToObj(stage -> onStage(stage, total)).toList();
    WindowReport of = with(many, SAMPLE.ranks());
    return new WindowReport(
        of.subject(),
        of.served(),
        of.span(),
        of.account(),
        of.passes(),
        of.ranks(),
        of.coverage(),
        of.callCoverage(),
        of.rows(),
        of.findings(),
        of.verdict(),
        new RunningTotals(
            of.totals().account(), of.totals().passes(), totals, of.totals().transports()));
  }

  private static WindowReport with(List<ReportRow> rows, List<Integer> ranks) {
    return new WindowReport(
        SAMPLE.subject(),
        SAMPLE.served(),
        SAMPLE.span(),
        SAMPLE.account(),
        SAMPLE.passes(),
        ranks,
        SAMPLE.coverage(),
        SAMPLE.callCoverage(),
        rows,
        SAMPLE.findings(),
        SAMPLE.verdict(),
        SAMPLE.totals());
  }

  private static ReportRow ofSize(long elements, ReportRow row) {
    RowKey key = row.key();
    return new ReportRow(
        new RowKey(
            key.parallelism(),
            key.stage(),
            key.phase(),
            key.collective(),
            elements,
            key.dataType()),
        row.phaseSource(),
        row.ranks(),
        row.absent(),
        row.purposes(),
        row.transports(),
        row.message(),
        row.observedMin(),
        row.observed(),
        row.expected(),
        row.timing(),
        row.verdict());
  }

  private static SeriesTotal onStage(int stage, SeriesTotal total) {
    SeriesKey key = total.key();
    return new SeriesTotal(
        new SeriesKey(
            key.parallelism(),
            stage,
            key.phase(),
            key.collective(),
            key.dataType(),
            key.sizeClass()),
        total.observed(),
        total.timing(),
        total.expected());
  }

  private static Traffic observed(List<ReportRow> rows) {
    return rows.stream().map(ReportRow::observed).reduce(Traffic.NONE, Traffic::plus);
  }
}
