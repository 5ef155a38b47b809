package dev.ringside.ingest.container;

import dev.ringside.core.batch.BatchHeader;

/** One start of an agent: what its batch numbers count in. */
record AgentRun(String agent, String runId) {

  static AgentRun of(BatchHeader header) {
    return new AgentRun(header.agent(), header.runId());
  }
}
