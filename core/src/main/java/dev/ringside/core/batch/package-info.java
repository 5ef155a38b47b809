/**
 * Calls of one rank as they travel: columns, header, and the rule by which a stream is cut into
 * numbered batches. Readers, agents and the simulator fill them, the jobs read them.
 *
 * <p>Nine types: the parts of a header are records of their own and are of use nowhere else.
 */
package dev.ringside.core.batch;
