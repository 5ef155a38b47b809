/**
 * Own serialization of the values that cross Flink's edges or rest in its state; Kryo stays off.
 */
package dev.ringside.flink.type;
