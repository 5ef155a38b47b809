package dev.ringside.exporter.collect;

import dev.ringside.exporter.web.WebTraffic;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

/**
 * The page of metrics, rendered at most once for all clients that ask at about the same time. A
 * page has up to {@code series budget × 35} lines; a copy for every slow reader would fill the
 * heap.
 *
 * <p>A page is shared for 0.2 s, and for 2 s while many answers are on their way, each of which
 * holds its page. Thread-safe; clients that send or read slowly hold no lock.
 */
final class Pages {

  private static final long SHARED_MS = 200;
  private static final long SHARED_BY_MANY_MS = 2000;
  private static final int MANY_ANSWERS = 8;

  private final CollectorRegistry registry;
  private final WebTraffic traffic;
  private final Map<Form, byte[]> fresh = new HashMap<>();

  Pages(CollectorRegistry registry, WebTraffic traffic) {
    this.registry = registry;
    this.traffic = traffic;
  }

  /**
   * One of the forms in which the metrics are asked for.
   *
   * @param contentType text or OpenMetrics
   */
  record Form(String contentType, boolean gzip) {

    static Form of(String accept, String acceptEncoding) {
      return new Form(
          TextFormat.chooseContentType(accept.isEmpty() ? null : accept),
          acceptEncoding.contains("gzip"));
    }
  }

  synchronized byte[] page(Form form) {
    byte[] known = fresh.get(form);
    if (known != null) {
      return known;
    }
    byte[] page = render(form);
    fresh.put(form, page);
    long sharedMs = traffic.answering() > MANY_ANSWERS ? SHARED_BY_MANY_MS : SHARED_MS;
    CompletableFuture.delayedExecutor(sharedMs, TimeUnit.MILLISECONDS).execute(() -> forget(form));
    return page;
  }

  private synchronized void forget(Form form) {
    fresh.remove(form);
  }

  private byte[] render(Form form) {
    ByteArrayOutputStream page = new ByteArrayOutputStream(1 << 16);
    try (Writer writer =
        new OutputStreamWriter(
            form.gzip() ? new GZIPOutputStream(page) : page, StandardCharsets.UTF_8)) {
      TextFormat.writeFormat(form.contentType(), writer, registry.metricFamilySamples());
    } catch (IOException e) {
      throw new UncheckedIOException("writing into memory", e);
    }
    return page.toByteArray();
  }
}
