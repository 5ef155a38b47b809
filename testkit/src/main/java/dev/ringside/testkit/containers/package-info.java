/**
 * Tests that need a container engine, and how they are skipped where none answers. Used by the
 * {@code IT} classes of several modules.
 */
package dev.ringside.testkit.containers;
