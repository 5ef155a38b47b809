package dev.ringside.agent.loop;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that another start of the agent needs to go on without losing or doubling a call.
 *
 * @param runId of the batches so far
 * @param boot which start of the machine it was: after another one, what was sent may have outlived
 *     what was written, so that a run cannot go on
 * @param ranks by global rank
 * @param positions of the sources, by their names in the configuration
 */
record AgentState(String runId, String boot, List<RankState> ranks, Map<String, byte[]> positions) {

  private static final int VERSION = 1;
  private static final int MOST = 1 << 20;

  /**
   * @param held calls that were taken from the source and not sent yet, as an encoded batch
   */
  @SuppressWarnings("ArrayRecordComponent") // Written once and never changed.
  record RankState(int rank, String host, long nextSequence, byte[] held) {}

  byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(VERSION);
      out.writeUTF(runId);
      out.writeUTF(boot);
      out.writeInt(ranks.size());
      for (RankState rank : ranks) {
        out.writeInt(rank.rank);
        out.writeUTF(rank.host);
        out.writeLong(rank.nextSequence);
        write(out, rank.held);
      }
      out.writeInt(positions.size());
      for (Map.Entry<String, byte[]> position : positions.entrySet()) {
        out.writeUTF(position.getKey());
        write(out, position.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing into memory", e);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /** Empty for bytes of another version. */
  static Optional<AgentState> decode(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (in.readInt() != VERSION) {
        return Optional.empty();
      }
      String runId = in.readUTF();
      String boot = in.readUTF();
      List<RankState> ranks = new ArrayList<>();
      for (int left = count(in); left > 0; left--) {
        ranks.add(new RankState(in.readInt(), in.readUTF(), in.readLong(), bytes(in)));
      }
      Map<String, byte[]> positions = new LinkedHashMap<>();
      for (int left = count(in); left > 0; left--) {
        positions.put(in.readUTF(), bytes(in));
      }
      return Optional.of(new AgentState(runId, boot, ranks, positions));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static int count(DataInputStream in) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > MOST) {
      throw new IOException("%d entries".formatted(count));
    }
    return count;
  }

  private static byte[] bytes(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IOException("%d bytes".formatted(length));
    }
    return in.readNBytes(length);
  }
}
