package dev.ringside.core.match;

import dev.ringside.core.collective.CallFlag;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.parallelism.CommGroup;
import java.util.Locale;
import java.util.OptionalLong;

/** Whether the duration of a call says something about the links of its group, and why not. */
public enum CallUse {
  /** Group, size and duration are known. */
  TIMED,
  /** The call moves no bytes between ranks, or its transport is not known. */
  NO_TRANSFER,
  /** The source did not time the call. */
  NO_DURATION,
  /** The kernel also computes. */
  FUSED_COMPUTE,
  GROUP_UNKNOWN,
  /** The message size is not known, or exceeds 63 bits. */
  SIZE_UNKNOWN;

  public static CallUse of(CallSignature signature, CommGroup group) {
    if (signature.transport() == Transport.UNKNOWN || movesNothing(signature.collective())) {
      return NO_TRANSFER;
    }
    if (signature.timing() == TimingQuality.DUMP_TIME
        || signature.timing() == TimingQuality.ENQUEUE_ONLY) {
      return NO_DURATION;
    }
    if (CallFlag.FUSED_COMPUTE.in(signature.flags())) {
      return FUSED_COMPUTE;
    }
    if (group.size() < 2) {
      return group.size() == 0 ? GROUP_UNKNOWN : NO_TRANSFER;
    }
    return messageBytes(signature, group).isPresent() ? TIMED : SIZE_UNKNOWN;
  }

  private static boolean movesNothing(Collective collective) {
    return collective == Collective.UNKNOWN
        || collective == Collective.BARRIER
        || collective == Collective.COALESCED;
  }

  /** Message size in the nccl-tests sense; empty if it is not known or exceeds 63 bits. */
  public static OptionalLong messageBytes(CallSignature signature, CommGroup group) {
    if (!signature.hasSize()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(
          Math.multiplyExact(
              signature.collective().messageElements(signature.elements(), group.size()),
              (long) signature.dataType().bytes()));
    } catch (ArithmeticException e) {
      return OptionalLong.empty();
    }
  }

  /** {@code no_transfer} */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
