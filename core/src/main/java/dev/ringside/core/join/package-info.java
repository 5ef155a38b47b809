/**
 * The ranks of a replica joined pass by pass: rank events in, replica events out, in order. The
 * replica stage of the job keeps one join a replica.
 *
 * <p>Ten types, because a run has as many sides: how far its ranks have come, which is waited for
 * and how long, which numbers they have, and what time that makes it.
 */
package dev.ringside.core.join;
