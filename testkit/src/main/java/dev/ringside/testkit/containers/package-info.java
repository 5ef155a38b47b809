/** Tests that need a container engine, and what becomes of them without one. */
package dev.ringside.testkit.containers;
