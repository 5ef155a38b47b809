/**
 * The job for as long as one likes at twice the rate of 64 GPUs, each part a process of its own,
 * and what they hold while it runs.
 */
package dev.ringside.faults.soak;
