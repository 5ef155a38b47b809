/**
 * The calls that every path is measured on, and the answers that each must give. Used by all paths.
 */
package dev.ringside.bench.load;
