package dev.ringside.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ringside.bench.load.DecodeLoad;
import dev.ringside.bench.load.LoadShape;
import dev.ringside.core.batch.CallColumns;
import org.junit.jupiter.api.Test;

class TimingNoiseTest {

  @Test
  void aClockworkHasNone() {
    assertThat(noise(1, 5).bits()).isZero();
  }

  @Test
  void twoGapsAsOftenAreOneBitAndFourDurationsTwo() {
    CallColumns calls = new CallColumns();
    long end = 0;
    for (int i = 0; i <= 4000; i++) {
      long start = end + (i % 2 == 0 ? 700 : 900);
      long duration = 1000L + 10 * (i % 4);
      calls.add(0, start, duration, i);
      end = start + duration;
    }
    TimingNoise noise = new TimingNoise(1);
    noise.add(calls);

    assertThat(noise.bits()).isCloseTo(3.0, within(0.001));
  }

  @Test
  void aCoarserClockSeesLess() throws Exception {
    double fine = ofLoad(LoadShape.NANOSECOND);
    double coarse = ofLoad(LoadShape.MICROSECOND);

    assertThat(fine).isCloseTo(2 * Math.log(3000) / Math.log(2), within(0.3));
    assertThat(coarse).isBetween(3.0, 4.0);
  }

  private static double ofLoad(int tickNs) throws Exception {
    TimingNoise noise = new TimingNoise(tickNs);
    new DecodeLoad(LoadShape.STANDARD.withTick(tickNs), "run", 0)
        .passes(16, batch -> noise.add(batch.calls()));
    return noise.bits();
  }

  private static TimingNoise noise(int tickNs, int gapNs) {
    CallColumns calls = new CallColumns();
    for (int i = 0; i < 100; i++) {
      calls.add(0, (long) i * (gapNs + 10), 10, i);
    }
    TimingNoise noise = new TimingNoise(tickNs);
    noise.add(calls);
    return noise;
  }
}
