package dev.ringside.bench.live;

import dev.ringside.bench.load.RankBatch;
import dev.ringside.exporter.kafka.ConsumerSettings;
import dev.ringside.exporter.main.Exporter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** An exporter, and a thread that reads its page all the time and notes what it counts. */
public final class LiveMetric implements AutoCloseable {

  private static final long BETWEEN_READS_MS = 50;

  private final Exporter exporter;
  private final MetricsPage page;
  private final PassClock clock;
  private final Thread reader = new Thread(this::read, "metrics reader");
  private volatile boolean open = true;
  private volatile Exception failure;

  private LiveMetric(Exporter exporter, int callsAPass) {
    this.exporter = exporter;
    this.page = new MetricsPage(exporter.port());
    this.clock = new PassClock(callsAPass);
  }

  /** Starts both. */
  public static LiveMetric follow(String brokers, int callsAPass) throws IOException {
    Exporter exporter =
        Exporter.start(
            new Exporter.Settings(
                ConsumerSettings.of(brokers),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Exporter.DEFAULT_SERIES_BUDGET));
    LiveMetric metric = new LiveMetric(exporter, callsAPass);
    metric.reader.start();
    return metric;
  }

  private void read() {
    try {
      while (open) {
        page.calls()
            .forEach(
                (deployment, calls) ->
                    clock.counted(deployment, calls, System.currentTimeMillis() * 1_000_000L));
        Thread.sleep(BETWEEN_READS_MS);
      }
    } catch (IOException e) {
      failure = e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A batch that is about to be sent. */
  public void made(RankBatch batch) {
    clock.made(batch);
  }

  public long calls() {
    return clock.calls();
  }

  /**
   * Seconds from each pass's first call to the metric that counted it, of those that were counted.
   *
   * @throws IllegalStateException if the page could not be read
   */
  public List<Double> seconds() {
    if (failure != null) {
      throw new IllegalStateException("the exporter's page cannot be read", failure);
    }
    return clock.seconds();
  }

  @Override
  public void close() {
    open = false;
    reader.interrupt();
    exporter.close();
  }
}
