/** From what one machine was measured to do to what a cluster needs. Used by {@code --capacity}. */
package dev.ringside.bench.capacity;
