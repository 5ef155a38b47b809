package dev.ringside.ingest.publish;

import java.time.Duration;

/**
 * Hears that a {@link BatchSink} waits for brokers that had answered and do not answer now. All
 * calls come from the thread that sends.
 */
public interface Outage {

  Outage UNHEARD =
      new Outage() {
        @Override
        public void lasts(Duration soFar, Duration patience) {}

        @Override
        public void ended(Duration lasted) {}
      };

  /**
   * Called about once a second while it lasts.
   *
   * @param soFar how long nothing has been acknowledged
   * @param patience after how long the sink gives up
   */
  void lasts(Duration soFar, Duration patience);

  /**
   * The brokers answer again.
   *
   * @param lasted as it was told last, so that it may have been a second longer
   */
  void ended(Duration lasted);
}
