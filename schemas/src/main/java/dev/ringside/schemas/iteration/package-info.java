/**
 * The wire form of what engines tell about their own passes, on the topic of iterations.
 *
 * <p>Three types: what a batch says besides its passes, the batch, and its codec.
 */
package dev.ringside.schemas.iteration;
