/**
 * Puts one rank's calls together to forward passes, by parsing them by the sentences of their
 * deployment. Used by {@code stream}.
 *
 * <p>Eighteen types: the parse alone is ten (where a step is, what its calls have told, what did
 * not fit, what they were read as, what is decided, how it goes on where calls do not fit, which
 * way is best by what comes after, what that is, and what announces a step).
 */
package dev.ringside.core.assembly;
