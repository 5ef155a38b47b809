/**
 * NCCL's RAS as JSON ({@code ncclras -f json}, NCCL 2.28.7 and later): how many collectives each
 * rank has launched. One answer is a moment; what stands still is known from two.
 *
 * <p>A count moves by thousands a second and says nothing of sizes or times, so that no calls come
 * of it: the reader tells ranks and groups, and {@link dev.ringside.ingest.ras.RasPolls} who waits.
 */
package dev.ringside.ingest.ras;
