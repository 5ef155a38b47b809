package dev.ringside.agent.zmq;

import dev.ringside.ingest.iterations.ForwardPassMetrics;
import dev.ringside.ingest.iterations.IterationSink;
import dev.ringside.ingest.iterations.live.IterationSource;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import org.zeromq.ZMsg;

/**
 * Subscribes to an engine's Forward Pass Metrics: messages of three parts, an empty topic, the
 * number of the message as 8 bytes big-endian, and MessagePack. Times are those of receiving. An
 * engine that is not there yet, or comes again, is connected to when it is.
 *
 * <p>What the engine publishes without a subscriber is lost, and so is what a full queue does not
 * take; both show as missing numbers. Bound: {@value #MOST_WAITING} messages wait.
 *
 * <p>Source: SGLang {@code srt/observability/forward_pass_metrics.py:_FpmPublisherThread}.
 */
public final class ZmqIterations implements IterationSource {

  private static final int MOST_WAITING = 10_000;
  private static final int PARTS = 3;

  private final InstantSource clock;
  private final ZContext context = new ZContext(1);
  private final ZMQ.Socket socket;

  /**
   * @param endpoint such as {@code tcp://127.0.0.1:20380}
   */
  public ZmqIterations(String endpoint, InstantSource clock) {
    this.clock = clock;
    socket = context.createSocket(SocketType.SUB);
    socket.setRcvHWM(MOST_WAITING);
    socket.setLinger(0);
    socket.subscribe(ZMQ.SUBSCRIPTION_ALL);
    socket.connect(endpoint);
  }

  @Override
  public boolean poll(IterationSink sink) {
    int taken = 0;
    ZMsg message = ZMsg.recvMsg(socket, ZMQ.DONTWAIT);
    while (message != null) {
      read(message, sink);
      taken++;
      message = taken < MOST_WAITING ? ZMsg.recvMsg(socket, ZMQ.DONTWAIT) : null;
    }
    return taken > 0;
  }

  private void read(ZMsg message, IterationSink sink) {
    byte[][] parts = message.stream().map(frame -> frame.getData()).toArray(byte[][]::new);
    long sequence =
        parts.length == PARTS && parts[1].length == Long.BYTES
            ? ByteBuffer.wrap(parts[1]).getLong()
            : -1;
    if (sequence < 0) {
      sink.rejected("not_three_parts");
    } else {
      ForwardPassMetrics.readMessage(sequence, parts[2], clock.millis() * 1_000_000, sink);
    }
  }

  /** What was published cannot be asked for again. */
  @Override
  public byte[] position() {
    return new byte[0];
  }

  /** Also on a thread that is interrupted, on which a context would not close. */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    context.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
