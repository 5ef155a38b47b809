package dev.ringside.agent.ras;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;

/**
 * Speaks with RAS: lines of text over TCP, one connection a question. Thread-safe: no state.
 *
 * <p>Source: NCCL 2.32 {@code src/ras/client_support.cc:rasClientEventLoop}. {@code CONTROL} is for
 * all processes of the job, and older releases do not know it.
 */
public final class RasPort {

  private static final String HELLO = "CLIENT PROTOCOL 2";
  private static final int MOST_BYTES = 32 << 20;
  private static final int LONGEST_LINE = 4_096;

  private final InetSocketAddress address;
  private final Duration patience;

  /**
   * @param address usually port 28028 of this host, {@code NCCL_RAS_ADDR} of the job
   * @param patience for each answer
   */
  public RasPort(InetSocketAddress address, Duration patience) {
    this.address = address;
    this.patience = patience;
  }

  /**
   * What RAS says about all processes of the job, as JSON.
   *
   * @throws IOException with one line, if it does not
   */
  public byte[] status() throws IOException {
    try (Socket socket = connect()) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      greet(socket, in);
      require(ask(socket, in, "SET FORMAT json"));
      say(socket, "VERBOSE STATUS");
      byte[] answer = in.readNBytes(MOST_BYTES + 1);
      if (answer.length > MOST_BYTES) {
        throw new IOException(
            "RAS at %s answers more than %d MiB".formatted(name(), MOST_BYTES >> 20));
      }
      return answer;
    } catch (IOException e) {
      throw named(e);
    }
  }

  /**
   * Sets which events NCCL tells its profilers, in every process of the job.
   *
   * @param events {@code none}, {@code all}, or names with commas between them
   * @return why RAS refuses, so that nothing has changed; empty if it does not
   * @throws IOException with one line, if RAS does not answer: it may have set them or not
   */
  public Optional<String> profile(String events) throws IOException {
    try (Socket socket = connect()) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      greet(socket, in);
      String answer = ask(socket, in, "CONTROL profiler_mask " + events);
      return answer.equals("OK")
          ? Optional.empty()
          : Optional.of("RAS at %s answers \"%s\"".formatted(name(), answer));
    } catch (IOException e) {
      throw named(e);
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    try {
      socket.setSoTimeout((int) patience.toMillis());
      socket.connect(address, (int) patience.toMillis());
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static void greet(Socket socket, InputStream in) throws IOException {
    String answer = ask(socket, in, HELLO);
    if (!answer.startsWith("SERVER PROTOCOL ")) {
      throw new IOException(
          "expected \"SERVER PROTOCOL\", found \"%s\": is this RAS?".formatted(answer));
    }
  }

  private static void require(String answer) throws IOException {
    if (!answer.equals("OK")) {
      throw new IOException("it answers \"%s\"".formatted(answer));
    }
  }

  private static String ask(Socket socket, InputStream in, String line) throws IOException {
    say(socket, line);
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0 || answer.size() == LONGEST_LINE) {
        throw new EOFException("no answer to \"%s\"".formatted(line));
      }
      answer.write(c);
    }
    return answer.toString(US_ASCII).strip();
  }

  private static void say(Socket socket, String line) throws IOException {
    socket.getOutputStream().write((line + "\n").getBytes(US_ASCII));
  }

  private String name() {
    return address.getHostString() + ":" + address.getPort();
  }

  private IOException named(IOException e) {
    return new IOException("RAS at %s: %s".formatted(name(), e.getMessage()), e);
  }
}
