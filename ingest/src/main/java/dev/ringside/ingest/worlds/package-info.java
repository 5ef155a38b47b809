/**
 * Files that say the same rank twice: replicas of a deployment that are worlds of their own, or
 * several recordings of one, told apart by their names and times.
 */
package dev.ringside.ingest.worlds;
