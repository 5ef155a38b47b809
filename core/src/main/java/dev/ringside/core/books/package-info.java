/**
 * The books of one replica: windows, declared runs, totals and the account of every call, and the
 * reports made of them. They read replica events only; the job hosts them as a desk.
 */
package dev.ringside.core.books;
