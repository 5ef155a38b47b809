/**
 * The failures that all decoders of this module share: two exceptions, for a record and for a
 * container file. Fewer than three types, because each kind of record has a package of its own.
 */
package dev.ringside.schemas;
