/**
 * The live demo: a simulated server writes NCCL Inspector files, a real agent follows them, and a
 * view shows what the exporter would show.
 */
package dev.ringside.cli.demo.live;
