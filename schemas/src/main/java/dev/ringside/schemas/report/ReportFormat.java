package dev.ringside.schemas.report;

import dev.ringside.core.account.Phase;
import dev.ringside.core.account.PhaseSource;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.report.Finding.Severity;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport.Scope;
import dev.ringside.schemas.wire.EnumSymbols;
import dev.ringside.schemas.wire.RecordFormat;

/** The record {@code WindowReport} and its enums. A verdict not known here is no verdict. */
final class ReportFormat {

  static final RecordFormat RECORD = RecordFormat.of("WindowReport");

  static final EnumSymbols<Scope> SCOPES = RECORD.symbols("Scope", Scope.class, Scope.UNKNOWN);
  static final EnumSymbols<Parallelism> PARALLELISMS =
      RECORD.symbols("Parallelism", Parallelism.class, Parallelism.UNKNOWN);
  static final EnumSymbols<Phase> PHASES = RECORD.symbols("Phase", Phase.class, Phase.UNKNOWN);
  static final EnumSymbols<PhaseSource> PHASE_SOURCES =
      RECORD.symbols("PhaseSource", PhaseSource.class, PhaseSource.UNKNOWN);
  static final EnumSymbols<Collective> COLLECTIVES =
      RECORD.symbols("Collective", Collective.class, Collective.UNKNOWN);
  static final EnumSymbols<DataType> DATA_TYPES =
      RECORD.symbols("DataType", DataType.class, DataType.UNKNOWN);
  static final EnumSymbols<Transport> TRANSPORTS =
      RECORD.symbols("Transport", Transport.class, Transport.UNKNOWN);
  static final EnumSymbols<Severity> SEVERITIES =
      RECORD.symbols("Severity", Severity.class, Severity.UNKNOWN);
  static final EnumSymbols<Verdict> VERDICTS =
      RECORD.symbols("Verdict", Verdict.class, Verdict.INSUFFICIENT);

  private ReportFormat() {}
}
