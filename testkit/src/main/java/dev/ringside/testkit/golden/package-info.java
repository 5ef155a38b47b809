/** Outputs compared with files that hold what they must be. */
package dev.ringside.testkit.golden;
