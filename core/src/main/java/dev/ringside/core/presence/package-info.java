/**
 * What the silence of a live replica means: idle, gone, hung or deaf. Fed with what its ranks say
 * beside their calls; decided by the broker's time alone.
 */
package dev.ringside.core.presence;
