/** What a row of the fault matrix says of itself, and the table that a full run writes. */
package dev.ringside.faults.matrix;
