/**
 * Avro's object container files for records of any one kind, read and written by {@link
 * dev.ringside.schemas.container}.
 */
package dev.ringside.schemas.wire.container;
