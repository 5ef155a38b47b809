/**
 * Who may see the metrics, and over what: the file of {@code --web-config}, TLS from PEM files, and
 * passwords kept as hashes.
 */
package dev.ringside.exporter.access;
