/**
 * The words for one call: collective, communicator, element type, transport, clock. Used by every
 * other package of core.
 */
package dev.ringside.core.collective;
