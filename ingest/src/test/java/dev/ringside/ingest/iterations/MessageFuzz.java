package dev.ringside.ingest.iterations;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.core.iteration.Iteration;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The same records as messages of an engine's socket: MessagePack, in all its widths. */
class MessageFuzz extends IterationFuzz {

  private static final long NOW_NS = 1_795_780_937_000_000_000L;

  @Override
  protected String fileName() {
    return "message";
  }

  @Override
  protected List<byte[]> sound() {
    Map<String, Object> one =
        Map.of("num_prefill_requests", 0, "sum_prefill_tokens", 0, "num_decode_requests", 1);
    Map<String, Object> many =
        new TreeMap<>(
            Map.of(
                "num_prefill_requests",
                2,
                "sum_prefill_tokens",
                300,
                "num_decode_requests",
                70_000,
                "sum_decode_kv_tokens",
                5_000_000_000L,
                "var_prefill_length",
                0.25,
                "more",
                List.of(-1, "ü".repeat(40), Map.of())));
    return List.of(message(0.0125, many), message(0, Map.of()), message(0.004, new TreeMap<>(one)));
  }

  private static byte[] message(double seconds, Map<String, Object> scheduled) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    pack(
        out,
        new TreeMap<>(
            Map.of(
                "worker_id",
                "w0",
                "dp_rank",
                1,
                "wall_time",
                seconds,
                "scheduled_requests",
                scheduled,
                "queued_requests",
                Map.of())));
    return out.toByteArray();
  }

  private static void pack(ByteArrayOutputStream out, Object value) {
    if (value instanceof Map<?, ?> map) {
      out.write(0x80 | map.size());
      map.forEach(
          (key, of) -> {
            pack(out, key);
            pack(out, of);
          });
    } else if (value instanceof List<?> list) {
      out.write(0x90 | list.size());
      list.forEach(one -> pack(out, one));
    } else if (value instanceof String text) {
      byte[] bytes = text.getBytes(UTF_8);
      if (bytes.length < 32) {
        out.write(0xA0 | bytes.length);
      } else {
        out.write(0xD9);
        out.write(bytes.length);
      }
      out.writeBytes(bytes);
    } else if (value instanceof Double real) {
      out.write(0xCB);
      out.writeBytes(ByteBuffer.allocate(Double.BYTES).putDouble(real).array());
    } else if (value instanceof Long wide) {
      out.write(0xD3);
      out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(wide).array());
    } else {
      pack(out, (int) value);
    }
  }

  private static void pack(ByteArrayOutputStream out, int value) {
    if (value >= -32 && value < 128) {
      out.write(value);
    } else if (value < 1 << 16) {
      out.write(0xCD);
      out.writeBytes(ByteBuffer.allocate(Short.BYTES).putShort((short) value).array());
    } else {
      out.write(0xCE);
      out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
    }
  }

  @Override
  protected long read(Path file) throws UnreadableTraceException {
    Told told = new Told();
    try {
      ForwardPassMetrics.readMessage(7, Files.readAllBytes(file), NOW_NS, told);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (told.outcomes != 1) {
      throw new AssertionError("%d outcomes of one message".formatted(told.outcomes));
    }
    if (told.rejected) {
      throw new UnreadableTraceException(file, "refused");
    }
    return told.iterations;
  }

  private static final class Told implements IterationSink {

    private int outcomes;
    private int iterations;
    private boolean rejected;

    @Override
    public void iteration(Iteration iteration) {
      outcomes++;
      iterations++;
    }

    @Override
    public void heartbeat(String worker, int replica, long number) {
      outcomes++;
    }

    @Override
    public void rejected(String reason) {
      outcomes++;
      rejected = true;
    }

    @Override
    public void sampled() {}
  }
}
