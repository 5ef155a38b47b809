/**
 * Which transport an engine picks for a collective of a size. Used by the model and the planner.
 */
package dev.ringside.core.routing;
