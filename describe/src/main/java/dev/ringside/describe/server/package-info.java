/**
 * A deployment file made from what a running server answers, from its command line, or from its
 * start-up log. Used by the command {@code describe}.
 */
package dev.ringside.describe.server;
