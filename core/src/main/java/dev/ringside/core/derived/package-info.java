/**
 * Figures beside a plan that are derived and that no monitor compares with: schemes of papers that
 * no engine ships, what a KV cache's hand-over moves, what skewed routing sends where. Used by
 * {@code plan}.
 */
package dev.ringside.core.derived;
