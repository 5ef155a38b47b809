/** A recording on its way out: cut, ordered, paced; where it goes is a port. */
package dev.ringside.ingest.replay;
