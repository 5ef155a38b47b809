/**
 * The life of a finding: when it was first said, that it still holds, that it is over. Made of a
 * replica's reports, one after the other.
 */
package dev.ringside.core.finding;
