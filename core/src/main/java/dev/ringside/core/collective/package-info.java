/**
 * The words for one call: collective, communicator, element type, transport, clock. Used by every
 * other package of core. Nine types, because they are the vocabulary of one record.
 */
package dev.ringside.core.collective;
