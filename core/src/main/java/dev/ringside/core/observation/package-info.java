/**
 * What was seen of a replica, in sums that can be merged: by rank and kind of call, and by the
 * bounded labels of the running totals. The verdict judges them, the books keep them.
 */
package dev.ringside.core.observation;
