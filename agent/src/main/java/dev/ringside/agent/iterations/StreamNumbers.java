package dev.ringside.agent.iterations;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The next batch number of each stream of iterations, as bytes of the agent's state. */
final class StreamNumbers {

  private StreamNumbers() {}

  /** The number of the next batch of an engine's process. */
  record Next(String worker, int replica, long next) {}

  static byte[] encode(List<Next> streams) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      for (Next one : streams) {
        out.writeUTF(one.worker());
        out.writeInt(one.replica());
        out.writeLong(one.next());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing into memory", e);
    }
    return bytes.toByteArray();
  }

  static List<Next> decode(byte[] bytes) {
    List<Next> streams = new ArrayList<>();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      while (in.available() > 0) {
        streams.add(new Next(in.readUTF(), in.readInt(), in.readLong()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a state that this agent wrote", e);
    }
    return streams;
  }
}
