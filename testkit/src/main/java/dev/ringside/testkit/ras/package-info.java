/** A stand-in for NCCL's RAS. One type: the real one runs in processes with GPUs only. */
package dev.ringside.testkit.ras;
