/**
 * Puts one rank's calls together to forward passes, by the layout's order of communicators. Used by
 * {@code stream}.
 */
package dev.ringside.core.assembly;
