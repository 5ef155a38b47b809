package dev.ringside.exporter.series;

import dev.ringside.core.series.SeriesTotal;
import java.util.Optional;

/**
 * One label set of the collective metrics.
 *
 * @param total running totals; the key counts only where {@code labels} are its own
 * @param window figures of the last window, absent if it had no such calls
 */
public record SeriesView(SeriesLabels labels, SeriesTotal total, Optional<WindowFigures> window) {}
