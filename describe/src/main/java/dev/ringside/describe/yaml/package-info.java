/**
 * The one way Ringside reads YAML: mappings whose errors name the file, the line, and what was
 * expected. Used by everything that an operator writes: deployments, models, fabrics, scenarios.
 */
package dev.ringside.describe.yaml;
