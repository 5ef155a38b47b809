/** Deployments as records. */
package dev.ringside.schemas.deployment;
