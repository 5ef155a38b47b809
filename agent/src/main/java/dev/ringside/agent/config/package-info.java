/** The agent's file, {@code agent.yaml}, as values. docs/agent.md describes its keys. */
package dev.ringside.agent.config;
