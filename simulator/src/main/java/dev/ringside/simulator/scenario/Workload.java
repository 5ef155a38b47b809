package dev.ringside.simulator.scenario;

/**
 * The requests that a deployment gets.
 *
 * @param prompt tokens of prompts
 * @param output tokens to generate, the first one, which prefill gives, included
 * @param prefixCached share of a prompt whose KV is in the prefix cache
 * @param stopShare share of requests that end by a stop token instead of by length
 */
public record Workload(
    Arrivals arrivals, Lengths prompt, Lengths output, double prefixCached, double stopShare) {}
