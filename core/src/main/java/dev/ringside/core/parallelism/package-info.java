/**
 * How ranks share a model: tensor, pipeline and data parallelism, and the groups that follow. Used by
 * deployments, the model and the assembly of passes.
 */
package dev.ringside.core.parallelism;
