package dev.ringside.schemas.report;

import dev.ringside.core.account.Account;
import dev.ringside.core.account.PassCounts;
import dev.ringside.core.bound.Bound;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.WireReader;
import dev.ringside.schemas.wire.WireWriter;
import java.util.SortedMap;

/**
 * How an account of calls and the counts of passes lie in a record, and in the state of a job: the
 * fields of {@code Account} and {@code PassCounts} in the order of their schema.
 */
public final class AccountFields {

  private AccountFields() {}

  public static void write(WireWriter out, Account account) {
    out.writeLong(account.observed());
    out.writeLong(account.windowed());
    out.writeLong(account.incomplete());
    out.writeLong(account.late());
    out.writeLong(account.duplicate());
    out.writeMap(account.rejected(), WireWriter::writeLong);
    out.writeLong(account.deadLetteredRecords());
  }

  public static Account read(WireReader in) throws MalformedRecordException {
    return new Account(
        readCount(in),
        readCount(in),
        readCount(in),
        readCount(in),
        readCount(in),
        readReasons(in),
        readCount(in));
  }

  private static long readCount(WireReader in) throws MalformedRecordException {
    long count = in.readLong();
    if (count < 0 || !Bound.TOTAL_CALLS.allows(count)) {
      throw in.badValue(Bound.TOTAL_CALLS.saying(count, "account"));
    }
    return count;
  }

  private static SortedMap<String, Long> readReasons(WireReader in)
      throws MalformedRecordException {
    SortedMap<String, Long> reasons = in.readMap(AccountFields::readCount);
    reasons.keySet().forEach(reason -> Bound.REASON_BYTES.require(reason, "rejected"));
    return reasons;
  }

  public static void write(WireWriter out, PassCounts passes) {
    out.writeLong(passes.prefill());
    out.writeLong(passes.decode());
    out.writeLong(passes.unknown());
    out.writeLong(passes.incomplete());
  }

  public static PassCounts readPasses(WireReader in) throws MalformedRecordException {
    return new PassCounts(in.readLong(), in.readLong(), in.readLong(), in.readLong());
  }
}
