package dev.ringside.schemas.batch;

import dev.ringside.schemas.batch.column.SequenceScope;
import dev.ringside.schemas.wire.EnumSymbols;
import dev.ringside.schemas.wire.RecordFormat;

/** The schema of batches and its parts, shared by writer and reader. */
record BatchFormat(
    RecordFormat format,
    DictionaryFields dictionary,
    EnumSymbols<SequenceScope> scopes,
    ProgressFields progress) {

  static final BatchFormat RELEASED = new BatchFormat(RecordFormat.of("CallBatch"));

  BatchFormat(RecordFormat format) {
    this(
        format,
        new DictionaryFields(format),
        format.symbols("SequenceScope", SequenceScope.class, SequenceScope.UNKNOWN),
        new ProgressFields(format));
  }
}
