/**
 * Ranks, their groups, hosts, links and clocks. Used by the traffic of a pass and by the agents
 * that record it.
 */
package dev.ringside.simulator.cluster;
