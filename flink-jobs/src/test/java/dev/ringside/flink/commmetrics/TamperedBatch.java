package dev.ringside.flink.commmetrics;

import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.RecordFormat;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;

/** An encoded batch whose header can be changed to what no encoder of Ringside would write. */
final class TamperedBatch {

  String deployment;
  int replica;
  int rank;
  String agent;
  String runId;
  String host;
  long pid;
  String gpu;
  String source;
  long sequence;
  String clock;
  int startUnitNs;
  int durationUnitNs;
  boolean endOfStream;
  List<Integer> runRanks;
  SortedMap<String, Long> rejected;
  int calls;
  long firstStartNs;
  long lastEndNs;
  byte[] body;
  private final byte[] prefix;

  private TamperedBatch(byte[] record) throws MalformedRecordException {
    WireReader in = new WireReader(record, RecordFormat.PREFIX, record.length);
    prefix = Arrays.copyOf(record, RecordFormat.PREFIX);
    deployment = in.readString();
    replica = in.readInt();
    rank = in.readInt();
    agent = in.readString();
    runId = in.readString();
    host = in.readString();
    pid = in.readLong();
    gpu = in.readString();
    source = in.readString();
    sequence = in.readLong();
    clock = in.readString();
    startUnitNs = in.readInt();
    durationUnitNs = in.readInt();
    endOfStream = in.readBoolean();
    runRanks = in.readArray(WireReader::readInt);
    rejected = in.readMap(WireReader::readLong);
    calls = in.readInt();
    firstStartNs = in.readLong();
    lastEndNs = in.readLong();
    body = in.readRest();
  }

  static TamperedBatch of(byte[] record) throws MalformedRecordException {
    return new TamperedBatch(record);
  }

  byte[] bytes() {
    WireWriter out = new WireWriter(256);
    out.writeString(deployment);
    out.writeInt(replica);
    out.writeInt(rank);
    out.writeString(agent);
    out.writeString(runId);
    out.writeString(host);
    out.writeLong(pid);
    out.writeString(gpu);
    out.writeString(source);
    out.writeLong(sequence);
    out.writeString(clock);
    out.writeInt(startUnitNs);
    out.writeInt(durationUnitNs);
    out.writeBoolean(endOfStream);
    out.writeArray(runRanks, WireWriter::writeInt);
    out.writeMap(rejected, WireWriter::writeLong);
    out.writeInt(calls);
    out.writeLong(firstStartNs);
    out.writeLong(lastEndNs);
    byte[] header = out.toByteArray();
    byte[] record = Arrays.copyOf(prefix, prefix.length + header.length + body.length);
    System.arraycopy(header, 0, record, prefix.length, header.length);
    System.arraycopy(body, 0, record, prefix.length + header.length, body.length);
    return record;
  }
}
