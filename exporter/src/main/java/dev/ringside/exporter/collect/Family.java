package dev.ringside.exporter.collect;

import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import java.util.ArrayList;
import java.util.List;

/**
 * One metric family in the making: name, help, labels, and as many samples as come.
 *
 * <p>A label whose value is empty is left out, which Prometheus takes for the same thing. A family
 * without samples is left out too: absent is not 0.
 */
final class Family {

  private static final int LONGEST_VALUE = 128;

  private final String name;
  private final Collector.Type type;
  private final String help;
  private final List<String> labels;
  private final List<Sample> samples = new ArrayList<>();

  private Family(String name, Collector.Type type, String help, String... labels) {
    this.name = name;
    this.type = type;
    this.help = help;
    this.labels = List.of(labels);
  }

  /**
   * @param name with its {@code _total}
   */
  static Family counter(String name, String help, String... labels) {
    return new Family(name, Collector.Type.COUNTER, help, labels);
  }

  static Family gauge(String name, String help, String... labels) {
    return new Family(name, Collector.Type.GAUGE, help, labels);
  }

  static Family histogram(String name, String help, String... labels) {
    return new Family(name, Collector.Type.HISTOGRAM, help, labels);
  }

  /**
   * @param labelValues as many as the family has labels
   */
  void add(double value, List<String> labelValues) {
    add("", value, labelValues, "", "");
  }

  /** Counts above 2^53 lose their last bits: a sample is a double. */
  void add(long value, List<String> labelValues) {
    add((double) value, labelValues);
  }

  void add(double value, String... labelValues) {
    add(value, List.of(labelValues));
  }

  void add(long value, String... labelValues) {
    add((double) value, List.of(labelValues));
  }

  /** A sample of a histogram: one more label ({@code le}) unless its name is empty. */
  void add(
      String suffix, double value, List<String> labelValues, String extraLabel, String extraValue) {
    List<String> names = new ArrayList<>(labels.size() + 1);
    List<String> values = new ArrayList<>(labels.size() + 1);
    for (int i = 0; i < labels.size(); i++) {
      if (!labelValues.get(i).isEmpty()) {
        names.add(labels.get(i));
        values.add(bounded(labelValues.get(i)));
      }
    }
    if (!extraLabel.isEmpty()) {
      names.add(extraLabel);
      values.add(extraValue);
    }
    samples.add(new Sample(name + suffix, names, values, value));
  }

  /**
   * Names come from outside, and Prometheus refuses a whole scrape over one label that is too long.
   */
  private static String bounded(String value) {
    return value.length() <= LONGEST_VALUE
        ? value
        : value.substring(0, LONGEST_VALUE) + "~" + Integer.toHexString(value.hashCode());
  }

  /** The families that have samples, as simpleclient wants them. */
  static List<MetricFamilySamples> collect(Family... families) {
    List<MetricFamilySamples> filled = new ArrayList<>();
    for (Family family : families) {
      if (!family.samples.isEmpty()) {
        filled.add(new MetricFamilySamples(family.name, family.type, family.help, family.samples));
      }
    }
    return filled;
  }
}
