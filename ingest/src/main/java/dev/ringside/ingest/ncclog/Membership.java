package dev.ringside.ingest.ncclog;

/**
 * That a process is a rank of a communicator, from a line {@code … Init START|COMPLETE}.
 *
 * @param pointer the communicator as this process calls it
 * @param id the communicator as all of its ranks call it; empty for a split of NCCL 2.25 to 2.30
 * @param parent pointer of the communicator it was split from; empty for none
 * @param split which child of its parent, and of which colour; empty for none
 */
record Membership(String pointer, String id, String parent, String split, int rank, int ranks) {}
