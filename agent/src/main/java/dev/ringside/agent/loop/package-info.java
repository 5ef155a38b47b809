/**
 * What the agent does all day: takes the calls of its sources, cuts each rank's into batches, and
 * hands them on together with a state from which another start goes on.
 */
package dev.ringside.agent.loop;
