/**
 * What a family of models communicates on an engine, where that differs from the common calls of a
 * transformer: the table {@code families.tsv} and its reader. Used by the closed forms, by the
 * grammar of passes and, through them, by planner, monitor and report.
 *
 * <p>Eleven types: five read the table, from file to number, and six are what it says of a
 * deployment.
 */
package dev.ringside.core.family;
