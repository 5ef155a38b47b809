package dev.ringside.flink.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.books.CarrierWatch;
import dev.ringside.core.books.ReplicaTotals;
import dev.ringside.core.collective.Sight;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReplicaTotalsCodecTest {

  private static final CarrierWatch.State WATCH =
      new CarrierWatch.State(
          Set.of(Sight.KINETO, Sight.INSPECTOR),
          new TreeMap<>(Map.of(3, "node-1")),
          new TreeMap<>(Map.of("0/nccl", 70L)),
          new TreeMap<>(Map.of("0/64/TRTLLM", 10L, "0/128/NCCL", 20L)));

  private final ReplicaTotalsCodec codec = new ReplicaTotalsCodec();

  private static byte[] written(ReplicaTotalsCodec codec) {
    WireWriter out = new WireWriter(256);
    codec.write(new ReplicaTotals(new ReplicaTotals().snapshot().with(WATCH)), out);
    return out.toByteArray();
  }

  @Test
  void whatCarriesCallsIsKept() throws Exception {
    ReplicaTotals read = codec.read(new WireReader(written(codec)), codec.version());
    assertThat(read.snapshot().watch()).isEqualTo(WATCH);
  }

  /** Version 4 ended before what a measuring engine took. */
  @Test
  void theVersionBeforeIsReadWithoutWhatWasMeasured() throws Exception {
    WireReader in = new WireReader(written(codec));
    ReplicaTotals read = codec.read(in, 4);
    assertThat(read.snapshot().watch()).isEqualTo(WATCH.withTuned(new TreeMap<>()));
    assertThat(in.remaining()).isPositive();
  }
}
