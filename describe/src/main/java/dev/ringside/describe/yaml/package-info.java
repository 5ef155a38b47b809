/**
 * Files that describe things, in YAML: every complaint names the file, the line and what was
 * expected.
 */
package dev.ringside.describe.yaml;
