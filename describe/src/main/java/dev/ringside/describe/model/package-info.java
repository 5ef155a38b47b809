/**
 * Models: the catalog of known ones, and dimensions read from a Hugging Face {@code config.json}.
 * Used by deployment files and by {@code plan} and {@code advise}.
 *
 * <p>Ten types: the catalog, the dimensions, and what a config says in how many ways: of
 * dimensions, kinds of layers and family.
 */
package dev.ringside.describe.model;
