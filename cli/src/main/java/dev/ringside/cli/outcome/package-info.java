/**
 * The results of a simulation, as values. Produced by {@code cli.simulate} and {@code cli.demo},
 * shown by {@code cli.report}.
 *
 * <p>Two types, apart because neither side may depend on the other.
 */
package dev.ringside.cli.outcome;
