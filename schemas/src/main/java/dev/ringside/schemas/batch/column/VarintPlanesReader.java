package dev.ringside.schemas.batch.column;

import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.MalformedRecordException.Reason;
import dev.ringside.schemas.wire.WireReader;
import java.util.Arrays;

/**
 * Reads a column that {@link VarintPlanes} wrote. The constructor finds the planes and checks their
 * lengths; {@link #read} then reads the values, so memory is allocated only for a plausible column.
 */
public final class VarintPlanesReader {

  private final WireReader[] planes = new WireReader[VarintPlanes.MAX + 1];
  private final int values;
  private final long offset;

  /**
   * @throws MalformedRecordException if plane 0 does not have exactly {@code values} bytes, or a
   *     plane has more bytes than the one before it
   */
  public VarintPlanesReader(WireReader in, int values) throws MalformedRecordException {
    this.values = values;
    this.offset = in.position();
    int found = 0;
    int longest = values;
    for (int block = in.readBlock(); block > 0; block = in.readBlock()) {
      for (int i = 0; i < block; i++) {
        WireReader plane = in.readColumn();
        if (found == VarintPlanes.MAX || plane.remaining() > longest) {
          throw plane.hostile("plane %d of %d bytes".formatted(found, plane.remaining()));
        }
        longest = plane.remaining();
        planes[found++] = plane;
      }
    }
    Arrays.fill(planes, found, planes.length, in.emptyColumn());
    if (planes[0].remaining() != values) {
      throw planes[0].hostile(
          "%d calls declared, %d in the column".formatted(values, planes[0].remaining()));
    }
  }

  /** Reads one varint per value; few have more than two bytes. */
  void read(long[] read) throws MalformedRecordException {
    byte[] first = planes[0].readRest();
    byte[] second = planes[1].readRest();
    int seconds = 0;
    for (int i = 0; i < first.length; i++) {
      byte low = first[i];
      if (low >= 0) {
        read[i] = low;
        continue;
      }
      if (seconds == second.length) {
        throw planes[1].truncated(1);
      }
      byte next = second[seconds++];
      long value = (low & 0x7F) | (next & 0x7F) << 7;
      read[i] = next < 0 ? readOn(value) : value;
    }
    if (seconds != second.length) {
      throw planes[1].trailing(second.length - seconds);
    }
    for (WireReader plane : planes) {
      plane.requireEnd();
    }
  }

  int values() {
    return values;
  }

  /** Reads the rest of a value whose {@code low} 14 bits are known. */
  private long readOn(long low) throws MalformedRecordException {
    long value = low;
    byte next = -1;
    for (int plane = 2; next < 0; plane++) {
      next = planes[plane].readByte();
      if (plane == VarintPlanes.MAX - 1 && (next & ~1) != 0) {
        throw planes[plane].badValue("a varint of more than 64 bits");
      }
      value |= (next & 0x7FL) << (7 * plane);
    }
    return value;
  }

  /** The exception for a bad value, with the offset where the column starts. */
  MalformedRecordException badValue(String detail) {
    return new MalformedRecordException(Reason.BAD_VALUE, offset, detail);
  }
}
