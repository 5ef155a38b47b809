/**
 * Which library carries a call on which GPU, by engine, release and size, with the source of each
 * rule. Used by the planner.
 */
package dev.ringside.core.routing;
