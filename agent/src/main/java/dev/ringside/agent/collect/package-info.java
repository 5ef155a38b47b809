/** The agent's own metrics and its health, over HTTP. */
package dev.ringside.agent.collect;
