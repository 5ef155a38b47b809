/** Clocks that tests move. */
package dev.ringside.testkit.time;
