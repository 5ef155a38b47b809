/** Records nobody could read. */
package dev.ringside.schemas.deadletter;
