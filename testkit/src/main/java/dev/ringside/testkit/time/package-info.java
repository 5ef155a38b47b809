/**
 * A clock that a test sets. Used by tests of everything that depends on the time.
 *
 * <p>One type: {@code ManualClock} is complete in itself, and belongs to neither processes nor
 * files.
 */
package dev.ringside.testkit.time;
