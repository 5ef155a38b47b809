/**
 * The ports through which recorded calls come in: a format's reader, a source that grows, and where
 * both put what they find. Every format implements them; nothing here knows a format.
 *
 * <p>Thirteen types: each port is two or three small ones.
 */
package dev.ringside.ingest.source;
