/** From what one machine was measured to do to what a cluster needs. */
package dev.ringside.bench.capacity;
