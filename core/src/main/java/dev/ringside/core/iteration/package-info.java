/**
 * What an engine itself says about its forward passes, and how it joins with the passes rebuilt
 * from calls: tokens and sequences where calls are invisible, and coverage from both sides.
 */
package dev.ringside.core.iteration;
