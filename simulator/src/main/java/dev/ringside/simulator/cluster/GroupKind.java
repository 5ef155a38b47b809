package dev.ringside.simulator.cluster;

/** The communicators a rank is in. Each counts its calls for itself. */
public enum GroupKind {
  TENSOR,
  PIPELINE,
  TO_NEXT,
  FROM_PREVIOUS,
  DATA,
  EXPERT,
  DECODE_CONTEXT,
  PREFILL_CONTEXT,
  ATTENTION
}
