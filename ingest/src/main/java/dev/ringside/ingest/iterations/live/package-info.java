/**
 * What engines tell of their passes while they run: files that grow, are replaced and rotated, each
 * line handed over once, and stamped with the time at which it was told.
 */
package dev.ringside.ingest.iterations.live;
