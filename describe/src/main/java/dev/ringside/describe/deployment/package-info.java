/**
 * Deployment files: what an operator says about a running model. Used by ingest, simulator, cli.
 */
package dev.ringside.describe.deployment;
