/** The paths, how one run of each is timed, how its answer is checked, and the rounds of all. */
package dev.ringside.bench.run;
