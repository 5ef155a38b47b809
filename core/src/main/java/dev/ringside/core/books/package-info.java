/**
 * The books of one replica: windows, declared runs, totals and the account of every call, and the
 * reports made of them. They read replica events only; the job hosts them as a desk.
 *
 * <p>Twelve types: each part of the state that is kept apart is one, and so is what is said of
 * each.
 */
package dev.ringside.core.books;
