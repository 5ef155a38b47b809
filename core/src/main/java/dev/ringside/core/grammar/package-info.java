/**
 * What one rank says in one step of the engine, in order: a sentence of calls whose sizes are
 * functions of the step. The model writes it, the reading of passes parses by it. Used by {@code
 * model} and {@code assembly}.
 */
package dev.ringside.core.grammar;
