package dev.ringside.schemas.report;

import dev.ringside.core.account.Phase;
import dev.ringside.core.account.PhaseSource;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.report.Culprit;
import dev.ringside.core.report.Finding.Severity;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport.Scope;
import dev.ringside.schemas.wire.EnumSymbols;
import dev.ringside.schemas.wire.RecordFormat;

/**
 * The record {@code WindowReport} and its enums, which travel as the index of their symbol in the
 * schema. New symbols are only ever added at the end, so an index keeps its meaning in state, too.
 *
 * <p>A symbol that this release does not know is read as the enum's {@code UNKNOWN}; an unknown
 * verdict is read as {@link Verdict#INSUFFICIENT}, never as a match.
 */
public final class ReportFormat {

  static final RecordFormat RECORD = RecordFormat.of("WindowReport");

  public static final EnumSymbols<Scope> SCOPES =
      RECORD.symbols("Scope", Scope.class, Scope.UNKNOWN);
  public static final EnumSymbols<Parallelism> PARALLELISMS =
      RECORD.symbols("Parallelism", Parallelism.class, Parallelism.UNKNOWN);
  public static final EnumSymbols<Phase> PHASES =
      RECORD.symbols("Phase", Phase.class, Phase.UNKNOWN);
  public static final EnumSymbols<PhaseSource> PHASE_SOURCES =
      RECORD.symbols("PhaseSource", PhaseSource.class, PhaseSource.UNKNOWN);
  public static final EnumSymbols<Collective> COLLECTIVES =
      RECORD.symbols("Collective", Collective.class, Collective.UNKNOWN);
  public static final EnumSymbols<DataType> DATA_TYPES =
      RECORD.symbols("DataType", DataType.class, DataType.UNKNOWN);
  public static final EnumSymbols<Transport> TRANSPORTS =
      RECORD.symbols("Transport", Transport.class, Transport.UNKNOWN);
  public static final EnumSymbols<Severity> SEVERITIES =
      RECORD.symbols("Severity", Severity.class, Severity.UNKNOWN);
  public static final EnumSymbols<Culprit.Type> CULPRITS =
      RECORD.symbols("CulpritType", Culprit.Type.class, Culprit.Type.UNKNOWN);
  public static final EnumSymbols<Verdict> VERDICTS =
      RECORD.symbols("Verdict", Verdict.class, Verdict.INSUFFICIENT);

  private ReportFormat() {}
}
