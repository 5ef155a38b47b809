/** Why a replica deviates, in sentences for people. */
package dev.ringside.core.explain;
