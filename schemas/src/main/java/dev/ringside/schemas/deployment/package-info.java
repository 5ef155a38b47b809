/**
 * Deployments as records: the CLI publishes them, the job reads them and keeps them in its state.
 */
package dev.ringside.schemas.deployment;
