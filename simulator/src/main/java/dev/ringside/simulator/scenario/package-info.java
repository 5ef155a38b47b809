/**
 * What a simulation depends on, as values: load, lengths, noise, serving options, agents. Used by
 * every other package of the simulator.
 */
package dev.ringside.simulator.scenario;
