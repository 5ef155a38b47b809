/**
 * Models: the catalog of known ones, and dimensions read from a Hugging Face {@code config.json}.
 * Used by deployment files and by {@code plan} and {@code advise}.
 */
package dev.ringside.describe.model;
