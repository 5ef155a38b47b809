/**
 * Avro's binary encoding, and the released schemas. The only package that knows Avro's classes;
 * nothing is generated, so no class of ours has to be trusted by Avro's readers.
 */
package dev.ringside.schemas.wire;
