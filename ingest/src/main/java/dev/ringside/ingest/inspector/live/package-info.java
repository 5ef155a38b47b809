/**
 * Lines that come while a job runs. Two types: the lines of one file, and the job that gives ranks
 * to the processes of all of them.
 */
package dev.ringside.ingest.inspector.live;
