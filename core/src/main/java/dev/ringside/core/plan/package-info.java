/**
 * What a deployment is expected to send for a given workload, before it runs. Used by {@code ringside
 * plan} and by the advisor.
 */
package dev.ringside.core.plan;
