/**
 * A small HTTP/1.1 server that no client can hold up: it bounds the number of connections, and for
 * each of them the time of every step and the bytes of a request. Knows nothing of metrics.
 */
package dev.ringside.exporter.web;
