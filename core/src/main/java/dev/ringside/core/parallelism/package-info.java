/**
 * Where ranks are in a deployment, and which group a call belongs to. Used by everything that
 * compares ranks.
 */
package dev.ringside.core.parallelism;
