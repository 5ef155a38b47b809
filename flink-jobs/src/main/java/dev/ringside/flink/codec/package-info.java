/**
 * The layouts of values in checkpoints and between operators. {@code flink.type} gives each codec
 * its id and hands it to Flink.
 *
 * <p>More than eight types: one codec for each type of value, and the layouts that several share.
 */
package dev.ringside.flink.codec;
