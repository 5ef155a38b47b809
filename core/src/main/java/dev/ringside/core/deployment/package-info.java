/**
 * What is known about a served model: its shape, engine, layout and options. Used by nearly every
 * package of core. Nine types, because a deployment is one value made of them.
 */
package dev.ringside.core.deployment;
