/**
 * What is served and how: the model's shape, the engine, its options, the layout. Used by the model,
 * the planner and every reader of deployments.
 *
 * <p>Nine types: the parts of one record, {@code Deployment}, and its closed lists of values.
 */
package dev.ringside.core.deployment;
