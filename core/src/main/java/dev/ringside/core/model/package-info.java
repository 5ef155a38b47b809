/**
 * The closed forms: which calls each rank must make in a forward pass, and how large they are. Used
 * by the planner and by verdicts.
 *
 * <p>Thirteen types: one class of forms for each kind of parallelism, all of which write parts of
 * one sentence, and the values they take and give.
 */
package dev.ringside.core.model;
