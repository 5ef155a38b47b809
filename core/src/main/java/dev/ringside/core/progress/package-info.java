/**
 * What a rank says of itself beside its calls: where it runs, how far it has come in each
 * communicator, and which calls it has not ended; and where ranks stand by that. Batches carry it,
 * heartbeats above all.
 */
package dev.ringside.core.progress;
