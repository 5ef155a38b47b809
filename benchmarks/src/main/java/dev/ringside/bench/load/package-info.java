/** The calls that every path is measured on, and what each must answer. */
package dev.ringside.bench.load;
