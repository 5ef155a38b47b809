/**
 * How much of anything Ringside takes from outside: one table. Everything that makes values of
 * bytes or text asks it, and so do the job's state and the exporter.
 *
 * <p>One type, because the table is one.
 */
package dev.ringside.core.bound;
