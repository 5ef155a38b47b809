/**
 * The agents of a simulated cluster: what each can see of its rank's calls, and the batches it
 * sends of them. Played by {@code run}, written out by {@code output}.
 *
 * <p>Nine types: two views of the same calls, and the two ports they write to.
 */
package dev.ringside.simulator.record;
