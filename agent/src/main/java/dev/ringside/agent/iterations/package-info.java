/**
 * What engines tell of their own passes, on its way into batches: beside the calls, and in the same
 * groups, so that a kill loses and doubles nothing here either.
 */
package dev.ringside.agent.iterations;
