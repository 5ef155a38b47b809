/**
 * The replay of a recording: what is read, published and awaited. Used by the commands replay and
 * demo.
 */
package dev.ringside.cli.replay;
