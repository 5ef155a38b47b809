package dev.ringside.flink.type;

import dev.ringside.core.stream.RankEvent;
import dev.ringside.flink.codec.RankEventCodec;

/** Events of ranks as values of Flink, for tests that take them out of an operator. */
public final class RankEvents {

  public static final CodecTypeInformation<RankEvent> TYPE =
      new CodecTypeInformation<>("rank-event", RankEvent.class, new RankEventCodec(), true);

  private RankEvents() {}
}
