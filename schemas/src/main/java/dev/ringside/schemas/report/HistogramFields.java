package dev.ringside.schemas.report;

import dev.ringside.core.statistics.ExponentialHistogram;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/** A histogram as its scale, the count of zeros, and the buckets that hold something. */
final class HistogramFields {

  private HistogramFields() {}

  static void write(WireWriter out, ExponentialHistogram histogram) {
    List<Integer> steps = new ArrayList<>();
    List<Long> counts = new ArrayList<>();
    int[] previous = {0};
    histogram.forEachBucket(
        (index, count) -> {
          steps.add(index - previous[0]);
          counts.add(count);
          previous[0] = index;
        });
    out.writeInt(histogram.scale());
    out.writeLong(histogram.zeroCount());
    out.writeArray(steps, WireWriter::writeInt);
    out.writeArray(counts, WireWriter::writeLong);
  }

  static ExponentialHistogram read(WireReader in) throws MalformedRecordException {
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
