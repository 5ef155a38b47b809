/**
 * What the names that libraries and torch give to kernels and collectives mean: used by every
 * reader that meets them.
 *
 * <p>Names of kernels and operators are a table, {@code names.tsv}, to which a user can add.
 */
package dev.ringside.ingest.naming;
