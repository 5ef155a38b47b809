/** Batches of calls, columnar: the unit on the wire between agents and jobs. */
package dev.ringside.schemas.batch;
