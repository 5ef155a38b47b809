/**
 * Flink's view of the codecs: the table of their ids, and the serializer around them, so that
 * neither Kryo nor reflection sees a value. Operators and connectors use {@link
 * dev.ringside.flink.type.Codecs}.
 */
package dev.ringside.flink.type;
