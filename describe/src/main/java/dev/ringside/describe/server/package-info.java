/**
 * A deployment file made from what a running server answers, from its command line, or from its
 * start-up log. Used by the command {@code describe}.
 *
 * <p>Nine types: each way to learn of a server is one, and engines that say the same in other words
 * have one of their own.
 */
package dev.ringside.describe.server;
