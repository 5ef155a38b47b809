package dev.ringside.agent.zmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.iteration.Iteration;
import dev.ringside.ingest.iterations.IterationSink;
import dev.ringside.testkit.time.ManualClock;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** A publisher that sends what SGLang's does, over a real socket. */
class ZmqIterationsTest {

  private static final Instant NOW = Instant.parse("2026-11-28T01:00:00Z");

  private final ZContext context = new ZContext(1);
  private final Heard heard = new Heard();
  private ZMQ.Socket engine;
  private ZmqIterations source;
  private long number;

  /** Collects what the source hands over. */
  private static final class Heard implements IterationSink {

    private final List<Iteration> passes = new ArrayList<>();
    private final List<Long> heartbeats = new ArrayList<>();
    private final List<String> rejected = new ArrayList<>();

    @Override
    public void iteration(Iteration iteration) {
      passes.add(iteration);
    }

    @Override
    public void heartbeat(String worker, int replica, long at) {
      heartbeats.add(at);
    }

    @Override
    public void rejected(String reason) {
      rejected.add(reason);
    }

    @Override
    public void sampled() {}
  }

  /** MessagePack as msgspec writes it. */
  private static final class Packed {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Packed map(int size) {
      bytes.write(0x80 | size);
      return this;
    }

    Packed text(String text) {
      bytes.write(0xA0 | text.length());
      bytes.writeBytes(text.getBytes(UTF_8));
      return this;
    }

    Packed whole(String key, int value) {
      text(key);
      if (value < 128) {
        bytes.write(value);
      } else {
        bytes.write(0xCD);
        bytes.writeBytes(ByteBuffer.allocate(2).putShort((short) value).array());
      }
      return this;
    }

    Packed real(String key, double value) {
      text(key);
      bytes.write(0xCB);
      bytes.writeBytes(ByteBuffer.allocate(8).putDouble(value).array());
      return this;
    }

    byte[] done() {
      return bytes.toByteArray();
    }
  }

  private static byte[] metrics(double seconds, int prefills, int tokens, int decodes) {
    return new Packed()
        .map(5)
        .text("worker_id")
        .text("w0")
        .whole("dp_rank", 1)
        .real("wall_time", seconds)
        .text("scheduled_requests")
        .map(7)
        .whole("num_prefill_requests", prefills)
        .whole("sum_prefill_tokens", tokens)
        .real("var_prefill_length", 0)
        .whole("sum_prefill_kv_tokens", 0)
        .whole("num_decode_requests", decodes)
        .whole("sum_decode_kv_tokens", 900)
        .real("var_decode_kv_tokens", 0)
        .text("queued_requests")
        .map(0)
        .done();
  }

  @BeforeEach
  void start() {
    engine = context.createSocket(SocketType.XPUB);
    engine.setReceiveTimeOut(10_000);
    int port = engine.bindToRandomPort("tcp://127.0.0.1");
    // An extended publisher hears of its subscriber, so that nothing is sent too early. Seen once,
    // on
    // a machine under load: the subscription never came. A second try tells that from a fault.
    byte[] heardOf = subscribe(port);
    if (heardOf == null) {
      source.close();
      heardOf = subscribe(port);
    }
    assertThat(heardOf).containsExactly(1);
  }

  private byte[] subscribe(int port) {
    source = new ZmqIterations("tcp://127.0.0.1:" + port, new ManualClock(NOW));
    return engine.recv();
  }

  @AfterEach
  void stop() {
    source.close();
    context.close();
  }

  private void send(byte[] payload) {
    engine.sendMore("");
    engine.sendMore(ByteBuffer.allocate(Long.BYTES).putLong(number++).array());
    engine.send(payload);
  }

  /** Waits for what was sent: the last of it is a heartbeat. */
  private void pollToTheHeartbeat() {
    long last = number;
    send(metrics(0, 0, 0, 0));
    while (!heard.heartbeats.contains(last)) {
      source.poll(heard);
      Thread.onSpinWait();
    }
  }

  @Test
  void passesAndHeartbeatsAreTold() {
    send(metrics(0.0125, 2, 300, 5));
    send(metrics(0.004, 0, 0, 5));
    pollToTheHeartbeat();

    long nowNs = NOW.toEpochMilli() * 1_000_000;
    assertThat(heard.passes)
        .containsExactly(
            new Iteration("w0", 1, 0, nowNs, 12_500_000, 2, 300, 5, Iteration.UNKNOWN, false),
            new Iteration("w0", 1, 1, nowNs, 4_000_000, 0, 0, 5, Iteration.UNKNOWN, false));
    assertThat(heard.heartbeats).containsExactly(2L);
    assertThat(heard.rejected).isEmpty();
  }

  @Test
  void whatIsNoMetricIsRefusedAndTheNextIsTaken() {
    byte[] sound = metrics(0.004, 0, 0, 5);
    send(new byte[] {(byte) 0xC1});
    send(new byte[] {(byte) 0xDF, 0x7F, 0, 0, 0});
    send(Arrays.copyOf(sound, sound.length - 3));
    engine.send("one part");
    send(sound);
    pollToTheHeartbeat();

    assertThat(heard.rejected)
        .containsExactly(
            "not_message_pack", "not_message_pack", "not_message_pack", "not_three_parts");
    assertThat(heard.passes).hasSize(1);
  }
}
