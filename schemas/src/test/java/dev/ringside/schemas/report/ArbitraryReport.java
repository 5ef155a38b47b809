package dev.ringside.schemas.report;

import dev.ringside.core.account.Account;
import dev.ringside.core.account.EngineAccount;
import dev.ringside.core.account.EnginePasses;
import dev.ringside.core.account.PassCounts;
import dev.ringside.core.account.Phase;
import dev.ringside.core.account.PhaseSource;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.report.Cause;
import dev.ringside.core.report.Culprit;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.ReportRow;
import dev.ringside.core.report.RowKey;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.series.RunningTotals;
import dev.ringside.core.series.SeriesKey;
import dev.ringside.core.series.SeriesTotal;
import dev.ringside.core.series.Timing;
import dev.ringside.core.series.Traffic;
import dev.ringside.core.series.TransportTotal;
import dev.ringside.core.statistics.ExponentialHistogram;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Reports with anything in every field, from a seed. */
final class ArbitraryReport {

  private final Random random;

  ArbitraryReport(long seed) {
    random = new Random(seed);
  }

  WindowReport report() {
    return new WindowReport(
        new WindowReport.Subject(
            oneOf(WindowReport.Scope.values()), text(), random.nextInt(), text()),
        new WindowReport.Served(
            text(),
            text(),
            random.nextBoolean()
                ? Optional.empty()
                : Optional.of(
                    new ParallelLayout(
                        1 + random.nextInt(8), 1 + random.nextInt(8), 1 + random.nextInt(8)))),
        new WindowReport.Span(number(), number()),
        account(),
        passes(),
        listOf(() -> random.nextInt(9)),
        random.nextDouble(),
        random.nextBoolean() ? OptionalDouble.empty() : OptionalDouble.of(random.nextDouble()),
        listOf(this::row),
        listOf(this::finding),
        oneOf(Verdict.values()),
        new RunningTotals(account(), passes(), listOf(this::series), listOf(this::transport)),
        random.nextBoolean() ? Optional.empty() : Optional.of(new EngineAccount(told(), told())));
  }

  private EnginePasses told() {
    long joined = count() / 2;
    long alone = count() / 2;
    return new EnginePasses(
        joined + alone,
        joined,
        alone,
        count(),
        count(),
        count(),
        count(),
        count(),
        count(),
        count());
  }

  private Account account() {
    return new Account(count(), count(), count(), count(), count(), mapOf(this::count), count());
  }

  private PassCounts passes() {
    return new PassCounts(number(), number(), number(), number());
  }

  private ReportRow row() {
    return new ReportRow(
        new RowKey(
            oneOf(Parallelism.values()),
            random.nextInt(5) - 1,
            oneOf(Phase.values()),
            oneOf(Collective.values()),
            number(),
            oneOf(DataType.values())),
        oneOf(PhaseSource.values()),
        listOf(() -> random.nextInt(9)),
        listOf(() -> random.nextInt(9)),
        listOf(this::text),
        listOf(() -> oneOf(Transport.values())),
        new ReportRow.Message(number(), random.nextDouble() * 2),
        number(),
        traffic(),
        random.nextBoolean() ? Optional.empty() : Optional.of(expected()),
        new Timing(number(), histogram()),
        oneOf(Verdict.values()));
  }

  private Traffic traffic() {
    return new Traffic(number(), number(), number());
  }

  /** Negative calls are the wire's word for no expectation. */
  private Traffic expected() {
    return new Traffic(random.nextInt(Integer.MAX_VALUE), number(), number());
  }

  Finding finding() {
    return new Finding(
        text(),
        oneOf(Finding.Severity.values()),
        oneOf(Parallelism.values()),
        listOf(() -> random.nextInt(9)),
        text(),
        mapOf(this::text),
        new Cause(
            new Culprit(oneOf(Culprit.Type.values()), listOf(this::text)), time(), time(), text()));
  }

  private OptionalLong time() {
    return random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(random.nextLong());
  }

  private SeriesTotal series() {
    return new SeriesTotal(
        new SeriesKey(
            oneOf(Parallelism.values()),
            random.nextInt(5) - 1,
            oneOf(Phase.values()),
            oneOf(Collective.values()),
            oneOf(DataType.values()),
            random.nextInt(65) - 1),
        traffic(),
        new Timing(number(), histogram()),
        random.nextBoolean() ? Optional.empty() : Optional.of(traffic()));
  }

  private TransportTotal transport() {
    return new TransportTotal(oneOf(Collective.values()), oneOf(Transport.values()), number());
  }

  /** Of any scale, empty or with values from 0 to the largest long. */
  private ExponentialHistogram histogram() {
    ExponentialHistogram histogram =
        new ExponentialHistogram(random.nextInt(ExponentialHistogram.MAX_SCALE + 1));
    for (int i = random.nextInt(30); i > 0; i--) {
      histogram.record(random.nextLong() >>> (1 + random.nextInt(63)), random.nextInt(1000));
    }
    return histogram;
  }

  /** Not negative, and at most the bound. */
  private long count() {
    return random.nextInt(6) == 0 ? 1L << 49 : random.nextLong() >>> (15 + random.nextInt(49));
  }

  private long number() {
    return random.nextInt(6) == 0 ? -1 : random.nextLong() >> random.nextInt(64);
  }

  private String text() {
    return Long.toString(random.nextLong() >>> random.nextInt(64), 36) + "/ß\u2203";
  }

  private <T> T oneOf(T[] values) {
    return values[random.nextInt(values.length)];
  }

  private <T> List<T> listOf(Supplier<T> item) {
    return Stream.generate(item).limit(random.nextInt(4)).toList();
  }

  private <T> SortedMap<String, T> mapOf(Supplier<T> value) {
    TreeMap<String, T> map = new TreeMap<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      map.put(text(), value.get());
    }
    return map;
  }
}
