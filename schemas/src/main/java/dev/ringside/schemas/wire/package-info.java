/**
 * Avro's binary encoding, and the history of schemas. The codecs of this module and the state
 * codecs of the jobs write and read with it. Only this package and the one below know Avro's
 * classes. No classes are generated, so Avro's readers never have to trust a class of ours.
 */
package dev.ringside.schemas.wire;
