/**
 * Fabric files: what a call costs on the links between GPUs. {@code plan} and {@code advise} read
 * them, {@code calibrate} writes them.
 */
package dev.ringside.describe.fabric;
