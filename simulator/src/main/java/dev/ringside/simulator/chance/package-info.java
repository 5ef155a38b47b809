/**
 * The simulation's random numbers. Used by every package that draws one.
 *
 * <p>One type: {@code Dice} must lie below all packages that draw, so that none of them depends on
 * another for it.
 */
package dev.ringside.simulator.chance;
