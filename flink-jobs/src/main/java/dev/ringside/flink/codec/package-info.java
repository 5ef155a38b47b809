/**
 * How values are laid out in checkpoints and between operators. {@code flink.type} gives each codec
 * its id and hands it to Flink.
 *
 * <p>More than eight types: one codec a value, and the layouts that several of them share.
 */
package dev.ringside.flink.codec;
