/**
 * The vocabulary: what one rank's call is, its communicator, data type, transport and wire bytes.
 * Used by every package and module.
 *
 * <p>Nine types: each is one column or attribute of a call, and none depends on more than the others.
 */
package dev.ringside.core.collective;
