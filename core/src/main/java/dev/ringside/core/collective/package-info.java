/**
 * The words for one call: collective, communicator, element type, transport, clock. Used by every
 * other package of core.
 *
 * <p>Nine types: each is one word that the wire has, too.
 */
package dev.ringside.core.collective;
