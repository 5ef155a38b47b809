package dev.ringside.ingest.tail;

/**
 * What a tail has done so far, for the agent's own metrics. All but {@code files} and {@code
 * behindBytes} only grow.
 *
 * @param files files that are followed
 * @param behindBytes bytes that are there and have not been handed over
 * @param bytes unpacked bytes that were handed over
 * @param records lines that were records
 * @param rejected lines that could not be used
 * @param lost calls that were made and never written, as far as numbers and the writer's own counts
 *     show
 * @param replaced files that another process wrote again from the beginning; what was not read of
 *     them is gone
 * @param unreadable files that could not be opened or read; each attempt counts
 */
public record TailCounts(
    long files,
    long behindBytes,
    long bytes,
    long records,
    long rejected,
    long lost,
    long replaced,
    long unreadable) {}
