/**
 * Which library carries a call on which GPU, by engine, release and size, with the source of each
 * rule. Used by the planner and by verdicts.
 *
 * <p>Nine types: five of them are the table of routes, its rows and what stands in their cells.
 */
package dev.ringside.core.routing;
