/**
 * Who waits for whom, from where each rank stands in each of its groups. Knows no format: readers
 * of Flight Recorder dumps and RAS polls say where ranks stand.
 */
package dev.ringside.ingest.waiting;
