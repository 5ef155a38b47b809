/**
 * The ranks of a replica joined pass by pass: rank events in, replica events out, in order. The
 * replica stage of the job keeps one join a replica.
 */
package dev.ringside.core.join;
