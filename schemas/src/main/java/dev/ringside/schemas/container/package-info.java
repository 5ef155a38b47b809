/** Files of call batches: what a recording or a simulation is kept in. */
package dev.ringside.schemas.container;
