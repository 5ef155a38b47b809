/** Recordings as every format gives them: one file a rank, read whole or refused by name. */
package dev.ringside.ingest.trace;
