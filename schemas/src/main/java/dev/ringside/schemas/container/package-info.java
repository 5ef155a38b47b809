/** Files of call batches: the simulator writes recordings as such files, a replay reads them. */
package dev.ringside.schemas.container;
