/**
 * NCCL's RAS on this node, as far as the operator allows it: asking who stands still, and switching
 * the timing of kernels on for a while.
 */
package dev.ringside.agent.ras;
