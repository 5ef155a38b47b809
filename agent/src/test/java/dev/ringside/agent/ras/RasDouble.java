package dev.ringside.agent.ras;

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

/**
 * Answers as RAS of NCCL 2.32 does: lines, words in any case, an unknown one is an error and ends
 * nothing; after its status it hangs up. Written from {@code
 * src/ras/client_support.cc:rasClientEventLoop}.
 */
final class RasDouble implements AutoCloseable {

  private final ServerSocket listening;

  /** The events that were set, in order. */
  final BlockingQueue<String> masks = new LinkedBlockingQueue<>();

  volatile String status = "{}";
  volatile boolean old;

  RasDouble() throws IOException {
    listening = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::serve, "ras-double");
    thread.setDaemon(true);
    thread.start();
  }

  InetSocketAddress address() {
    return new InetSocketAddress(listening.getInetAddress(), listening.getLocalPort());
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
      client.getOutputStream().write(status.getBytes(US_ASCII));
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
