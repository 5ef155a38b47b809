/**
 * Where each call ended up: counted, waiting, late, rejected, lost. Used by every stage between a batch
 * and a report.
 */
package dev.ringside.core.account;
