/**
 * What the names that libraries and torch give to kernels and collectives mean: used by every
 * reader that meets them.
 *
 * <p>Two types: GPU kernels and torch's own words share only the collectives they stand for.
 */
package dev.ringside.ingest.naming;
