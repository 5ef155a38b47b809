/**
 * Records that could not be read: the job writes them, operators look at them. Two types, the
 * letter and its codec, because the topic is one of four with a package each.
 */
package dev.ringside.schemas.deadletter;
