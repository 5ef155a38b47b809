/**
 * Puts one rank's calls together to forward passes, by parsing them by the sentences of their
 * deployment. Used by {@code stream}.
 *
 * <p>Eleven types: the parse alone is four (where a step is, what its calls have told, what did not
 * fit, and what is decided).
 */
package dev.ringside.core.assembly;
