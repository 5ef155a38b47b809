/**
 * What commands come to, as values: a simulation, an observed run, rights in Kafka. Produced by
 * {@code cli.simulate}, {@code cli.demo} and {@code cli.command}, shown by {@code cli.report};
 * apart because neither side may depend on the other.
 */
package dev.ringside.cli.outcome;
