/**
 * Wiring, and the process: nothing builds on it but {@code Agent}, which a demonstration starts
 * too.
 */
package dev.ringside.agent.main;
