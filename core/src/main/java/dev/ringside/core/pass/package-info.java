/**
 * Forward passes as one rank saw them, in blocks of alike passes, and the rules for their phase. Used
 * by everything behind {@code assembly}.
 */
package dev.ringside.core.pass;
