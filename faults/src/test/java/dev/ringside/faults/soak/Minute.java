package dev.ringside.faults.soak;

/**
 * What was held at the end of one minute, and what was reported in it.
 *
 * @param checkpointBytes of the newest checkpoint
 * @param files of the cluster on disk: checkpoints, logs and temporary files
 * @param match windows that said so in this minute
 * @param other windows that said anything else
 */
record Minute(
    int minute,
    Held taskManager,
    Held exporter,
    long checkpointBytes,
    long files,
    long match,
    long other,
    long late,
    long behindMs) {}
