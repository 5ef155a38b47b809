package dev.ringside.exporter.collect;

import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The metrics of one kind of subject, in the order of the page: names, help, labels, and how each
 * value is read off a subject. All of them share the subject's labels.
 *
 * <p>A metric without samples is left out: absent is not 0.
 *
 * @param <S> what the metrics are of: a replica, a series
 */
final class MetricSet<S> {

  private final List<String> subjectLabels;
  private final Function<S, List<String>> subjectValues;
  private final List<Metric<S>> metrics = new ArrayList<>();

  /**
   * @param subjectLabels the labels every metric has first
   * @param subjectValues their values for a subject, as many
   */
  MetricSet(List<String> subjectLabels, Function<S, List<String>> subjectValues) {
    this.subjectLabels = subjectLabels;
    this.subjectValues = subjectValues;
  }

  /** One metric; {@code labels} are those beyond the subject's. */
  record Metric<S>(
      Collector.Type type,
      String name,
      String help,
      List<String> labels,
      BiConsumer<S, Samples> reading) {}

  /**
   * @param name with its {@code _total}
   */
  MetricSet<S> counter(String name, String help, ToDoubleFunction<S> value) {
    return add(Collector.Type.COUNTER, name, help, single(value));
  }

  /** A counter that is absent where there is nothing to count against. */
  MetricSet<S> counterIfKnown(String name, String help, Function<S, OptionalDouble> value) {
    return add(Collector.Type.COUNTER, name, help, ifKnown(value));
  }

  /** A counter with labels of its own, and as many samples as {@code reading} adds. */
  MetricSet<S> counter(
      String name, String help, BiConsumer<S, Samples> reading, String... moreLabels) {
    return add(Collector.Type.COUNTER, name, help, reading, moreLabels);
  }

  MetricSet<S> gauge(String name, String help, ToDoubleFunction<S> value) {
    return add(Collector.Type.GAUGE, name, help, single(value));
  }

  MetricSet<S> gaugeIfKnown(String name, String help, Function<S, OptionalDouble> value) {
    return add(Collector.Type.GAUGE, name, help, ifKnown(value));
  }

  MetricSet<S> gauge(
      String name, String help, BiConsumer<S, Samples> reading, String... moreLabels) {
    return add(Collector.Type.GAUGE, name, help, reading, moreLabels);
  }

  MetricSet<S> histogram(String name, String help, BiConsumer<S, Samples> reading) {
    return add(Collector.Type.HISTOGRAM, name, help, reading);
  }

  private static <S> BiConsumer<S, Samples> single(ToDoubleFunction<S> value) {
    return (subject, samples) -> samples.add(value.applyAsDouble(subject));
  }

  private static <S> BiConsumer<S, Samples> ifKnown(Function<S, OptionalDouble> value) {
    return (subject, samples) -> value.apply(subject).ifPresent(samples::add);
  }

  private MetricSet<S> add(
      Collector.Type type,
      String name,
      String help,
      BiConsumer<S, Samples> reading,
      String... moreLabels) {
    metrics.add(new Metric<>(type, name, help, List.of(moreLabels), reading));
    return this;
  }

  List<Metric<S>> metrics() {
    return List.copyOf(metrics);
  }

  /** The metrics of all {@code subjects} that have samples, as simpleclient wants them. */
  List<MetricFamilySamples> collect(Collection<S> subjects) {
    List<List<String>> values = subjects.stream().map(subjectValues).toList();
    List<MetricFamilySamples> families = new ArrayList<>();
    for (Metric<S> metric : metrics) {
      List<String> labels = new ArrayList<>(subjectLabels);
      labels.addAll(metric.labels());
      List<Sample> samples = new ArrayList<>();
      int at = 0;
      for (S subject : subjects) {
        metric.reading().accept(subject, new Samples(metric, labels, values.get(at++), samples));
      }
      if (!samples.isEmpty()) {
        families.add(new MetricFamilySamples(metric.name(), metric.type(), metric.help(), samples));
      }
    }
    return families;
  }

  /**
   * Takes the samples of one metric and one subject. A label whose value is empty is left out,
   * which Prometheus takes for the same thing.
   */
  static final class Samples {

    private static final int LONGEST_VALUE = 128;

    private final Metric<?> metric;
    private final List<String> labels;
    private final List<String> subject;
    private final List<Sample> samples;

    private Samples(
        Metric<?> metric, List<String> labels, List<String> subject, List<Sample> samples) {
      this.metric = metric;
      this.labels = labels;
      this.subject = subject;
      this.samples = samples;
    }

    /**
     * A sample of this metric. Counts above 2^53 lose their last bits: a sample is a double.
     *
     * @param moreValues of the labels beyond the subject's, as many
     */
    void add(double value, String... moreValues) {
      add("", value, "", "", moreValues);
    }

    /** A sample of a histogram: one more label ({@code le}) unless its name is empty. */
    void add(
        String suffix, double value, String extraLabel, String extraValue, String... moreValues) {
      List<String> all = new ArrayList<>(subject);
      all.addAll(Arrays.asList(moreValues));
      List<String> names = new ArrayList<>(labels.size() + 1);
      List<String> values = new ArrayList<>(labels.size() + 1);
      for (int i = 0; i < labels.size(); i++) {
        if (!all.get(i).isEmpty()) {
          names.add(labels.get(i));
          values.add(bounded(all.get(i)));
        }
      }
      if (!extraLabel.isEmpty()) {
        names.add(extraLabel);
        values.add(extraValue);
      }
      samples.add(new Sample(metric.name() + suffix, names, values, value));
    }

    /**
     * Names come from outside, and Prometheus refuses a whole scrape over one label that is too
     * long.
     */
    private static String bounded(String value) {
      return value.length() <= LONGEST_VALUE
          ? value
          : value.substring(0, LONGEST_VALUE) + "~" + Integer.toHexString(value.hashCode());
    }
  }
}
