/**
 * The closed forms: which calls each rank must make in a forward pass, and how large they are. Used
 * by the planner and by verdicts. Nine types, because the forms of each parallelism are one class.
 */
package dev.ringside.core.model;
