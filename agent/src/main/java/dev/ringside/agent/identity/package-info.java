/**
 * Who the processes are whose files the agent follows: their rank and GPU, by the operator's rules
 * or by their environment, and whether they are still there.
 */
package dev.ringside.agent.identity;
