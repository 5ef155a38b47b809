/** Starts the runner: wiring only. */
package dev.ringside.bench.main;
