/**
 * Faults of engines that are known and that change which calls a step makes: a table of them, whom
 * they concern, and what a step calls that has one. Used by {@code plan} to warn and by {@code
 * verdict} to name a deviation.
 */
package dev.ringside.core.fault;
