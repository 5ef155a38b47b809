/**
 * How far one rank has come, beside its calls: the numbers of those that ended, and those that have
 * not. Its batches and heartbeats carry it.
 */
package dev.ringside.agent.progress;
