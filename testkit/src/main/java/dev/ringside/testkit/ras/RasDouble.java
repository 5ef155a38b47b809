package dev.ringside.testkit.ras;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;

/**
 * Answers as RAS of NCCL 2.32 does: lines, words in any case, an unknown one is an error and ends
 * nothing; after its status it hangs up. Written from {@code
 * src/ras/client_support.cc:rasClientEventLoop}.
 */
public final class RasDouble implements AutoCloseable {

  private final ServerSocket listening;

  private final BlockingQueue<String> masks = new LinkedBlockingQueue<>();
  private volatile Supplier<String> status = () -> "{}";
  private volatile boolean old;

  /** Listens on a free port of this host. */
  public RasDouble() throws IOException {
    listening = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::serve, "ras-double");
    thread.setDaemon(true);
    thread.start();
  }

  public InetSocketAddress address() {
    return new InetSocketAddress(listening.getInetAddress(), listening.getLocalPort());
  }

  /** The events that were set, in order. */
  public BlockingQueue<String> masks() {
    return masks;
  }

  /** What it tells of the job, asked at each status. */
  public void answers(Supplier<String> json) {
    status = json;
  }

  /** Like NCCL before 2.32: knows no {@code CONTROL}. */
  public void growOld() {
    old = true;
  }

  private void serve() {
    while (!listening.isClosed()) {
      try (Socket client = listening.accept()) {
        BufferedReader in =
            new BufferedReader(new InputStreamReader(client.getInputStream(), US_ASCII));
        String line = in.readLine();
        while (line != null && answer(client, line)) {
          line = in.readLine();
        }
      } catch (IOException e) {
        // The client has gone, or the double is closed.
      }
    }
  }

  /** False once it hangs up. */
  private boolean answer(Socket client, String line) throws IOException {
    String command = line.toLowerCase(Locale.ROOT);
    String answer;
    if (command.startsWith("client protocol ")) {
      answer = "SERVER PROTOCOL 2";
    } else if (command.equals("set format json")) {
      answer = "OK";
    } else if (command.endsWith("status")) {
      client.getOutputStream().write(status.get().getBytes(US_ASCII));
      return false;
    } else if (command.startsWith("control profiler_mask ") && !old) {
      masks.add(line.substring("CONTROL profiler_mask ".length()));
      answer = "OK";
    } else {
      answer = "ERROR: Unknown command " + line;
    }
    client.getOutputStream().write((answer + "\n").getBytes(US_ASCII));
    return true;
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
