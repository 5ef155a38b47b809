package dev.ringside.schemas.report;

import dev.ringside.core.statistics.ExponentialHistogram;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;
import java.util.List;

/**
 * How a histogram lies in a record, and in the state of a job: its scale, the count of zeros, and
 * the buckets that hold something. Each bucket is a step from the index of the one before and a
 * count, so it costs 2 to 4 bytes. Writing creates no object per bucket.
 */
public final class HistogramFields {

  private HistogramFields() {}

  public static void write(WireWriter out, ExponentialHistogram histogram) {
    out.writeInt(histogram.scale());
    out.writeLong(histogram.zeroCount());
    int buckets = filledBuckets(histogram);
    if (buckets == 0) {
      out.writeLong(0);
      out.writeLong(0);
      return;
    }
    int[] previous = {0};
    out.writeLong(buckets);
    histogram.forEachBucket(
        (index, count) -> {
          out.writeInt(index - previous[0]);
          previous[0] = index;
        });
    out.writeLong(0);
    out.writeLong(buckets);
    histogram.forEachBucket((index, count) -> out.writeLong(count));
    out.writeLong(0);
  }

  private static int filledBuckets(ExponentialHistogram histogram) {
    int[] buckets = {0};
    histogram.forEachBucket((index, count) -> buckets[0]++);
    return buckets[0];
  }

  /**
   * @throws MalformedRecordException if the bytes end early, or steps and counts differ in number
   * @throws IllegalArgumentException if no histogram can have the scale, an index or a count
   * @throws ArithmeticException if indices or the sum of counts overflow
   */
  public static ExponentialHistogram read(WireReader in) throws MalformedRecordException {
    ExponentialHistogram histogram = new ExponentialHistogram(in.readInt());
    histogram.addToZero(in.readLong());
    List<Integer> steps = in.readArray(WireReader::readInt);
    List<Long> counts = in.readArray(WireReader::readLong);
    if (steps.size() != counts.size()) {
      throw in.badValue("%d buckets with %d counts".formatted(steps.size(), counts.size()));
    }
    int index = 0;
    long total = histogram.count();
    for (int i = 0; i < steps.size(); i++) {
      index = Math.addExact(index, steps.get(i));
      total = Math.addExact(total, counts.get(i));
      histogram.addToBucket(index, counts.get(i));
    }
    return histogram;
  }
}
