/**
 * Reports as records: the codec for the topic of reports, and the layouts of the values inside. The
 * job writes reports, the exporter and the CLI read them.
 *
 * <p>State codecs of the job use the public {@code *Fields} and the enums of {@link
 * dev.ringside.schemas.report.ReportFormat} for the values they keep. A new version of the schema
 * that changes one of these layouts is a new layout of that state: its codec then raises its
 * version.
 *
 * <p>Nine types: two codecs, and the layouts of their parts, which the job's state shares.
 */
package dev.ringside.schemas.report;
