/** Options of {@code plan} and {@code advise}, as values of core. Used by the commands. */
package dev.ringside.cli.plan;
