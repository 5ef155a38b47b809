/** How engines form the next batch from waiting and running requests. Used by {@code play}. */
package dev.ringside.simulator.schedule;
