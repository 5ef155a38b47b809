/**
 * All replicas in one table, shown within a budget of label sets. {@code main} has the reports'
 * topic fed into it; {@code collect} asks it for a snapshot a scrape.
 */
package dev.ringside.exporter.budget;
