/** What an operator says about a deployment, and the models it can name. */
package dev.ringside.describe.deployment;
