/**
 * A served model: its shape, engine, layout and options. Used by nearly every package of core.
 *
 * <p>Thirteen types: the parts of one record, {@code Deployment}, and its closed lists of values.
 */
package dev.ringside.core.deployment;
