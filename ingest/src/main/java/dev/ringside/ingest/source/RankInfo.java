package dev.ringside.ingest.source;

import java.util.OptionalInt;

/**
 * What a file says about a rank besides its calls.
 *
 * @param rank global rank
 * @param worldSize ranks of the job, where the file says so
 * @param host empty if the file does not say
 */
public record RankInfo(int rank, OptionalInt worldSize, String host) {}
