/**
 * The closed forms: which calls a rank must make in one forward pass, and how large they are. Used by
 * the planner and by the comparison of what was observed with what was expected.
 *
 * <p>Nine types: one class of forms for each kind of parallelism, and the values they take and give.
 */
package dev.ringside.core.model;
