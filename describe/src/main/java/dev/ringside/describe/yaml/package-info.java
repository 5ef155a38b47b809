/**
 * The one way Ringside reads the files that an operator writes: small texts, and YAML in mappings
 * whose errors name the file, the line, and what was expected. Used for deployments, models,
 * fabrics and scenarios.
 */
package dev.ringside.describe.yaml;
