package dev.ringside.schemas.report;

import dev.ringside.core.account.EngineAccount;
import dev.ringside.core.account.EnginePasses;
import dev.ringside.core.bound.Bound;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;

/** How counts of an engine's own passes lie in a record, and in the state of a job. */
public final class EngineFields {

  private EngineFields() {}

  static void write(WireWriter out, EngineAccount account) {
    write(out, account.window());
    write(out, account.total());
  }

  static EngineAccount read(WireReader in) throws MalformedRecordException {
    return new EngineAccount(readPasses(in), readPasses(in));
  }

  public static void write(WireWriter out, EnginePasses passes) {
    out.writeLong(passes.told());
    out.writeLong(passes.joined());
    out.writeLong(passes.withoutCalls());
    out.writeLong(passes.untold());
    out.writeLong(passes.dummies());
    out.writeLong(passes.skipped());
    out.writeLong(passes.tokens());
    out.writeLong(passes.rows());
    out.writeLong(passes.unseenTokens());
    out.writeLong(passes.unseenRows());
  }

  public static EnginePasses readPasses(WireReader in) throws MalformedRecordException {
    return new EnginePasses(
        readCount(in),
        readCount(in),
        readCount(in),
        readCount(in),
        readCount(in),
        readCount(in),
        readCount(in),
        readCount(in),
        readCount(in),
        readCount(in));
  }

  private static long readCount(WireReader in) throws MalformedRecordException {
    long count = in.readLong();
    if (count < 0 || !Bound.TOTAL_CALLS.allows(count)) {
      throw in.badValue(Bound.TOTAL_CALLS.saying(count, "passes of an engine"));
    }
    return count;
  }
}
