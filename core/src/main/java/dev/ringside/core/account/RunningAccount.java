package dev.ringside.core.account;

import java.util.Collections;
import java.util.SortedMap;

/**
 * An account and pass counts that grow. Every method that settles calls keeps the account balanced
 * unless {@code observed} is entered apart. Not thread-safe.
 */
public final class RunningAccount {

  private Account account;
  private PassCounts passes;

  public RunningAccount() {
    this(Account.EMPTY, PassCounts.NONE);
  }

  public RunningAccount(Account account, PassCounts passes) {
    this.account = account;
    this.passes = passes;
  }

  public Account account() {
    return account;
  }

  public PassCounts passes() {
    return passes;
  }

  public void add(Account more) {
    account = account.plus(more);
  }

  public void passes(Phase phase, long more) {
    passes =
        passes.plus(
            new PassCounts(
                phase == Phase.PREFILL ? more : 0,
                phase == Phase.DECODE ? more : 0,
                phase == Phase.UNKNOWN ? more : 0,
                0));
  }

  public void incompletePasses(long more) {
    passes = passes.plus(new PassCounts(0, 0, 0, more));
  }

  public static Account windowed(long calls) {
    return settled(calls, calls, 0, 0);
  }

  public static Account incomplete(long calls) {
    return settled(calls, 0, calls, 0);
  }

  public static Account late(long calls) {
    return settled(calls, 0, 0, calls);
  }

  private static Account settled(long observed, long windowed, long incomplete, long late) {
    return new Account(observed, windowed, incomplete, late, 0, none(), 0);
  }

  /** The part of a slice's account that is settled on arrival: duplicates, rejections, poison. */
  public static Account settledOnArrival(Account slice) {
    return new Account(
        slice.duplicate() + slice.rejectedCalls(),
        0,
        0,
        0,
        slice.duplicate(),
        slice.rejected(),
        slice.deadLetteredRecords());
  }

  /** {@code account} without its observed sum, which the caller counts independently. */
  public static Account withoutObserved(Account account) {
    return new Account(
        0,
        account.windowed(),
        account.incomplete(),
        account.late(),
        account.duplicate(),
        account.rejected(),
        account.deadLetteredRecords());
  }

  public static Account observed(long calls) {
    return new Account(calls, 0, 0, 0, 0, none(), 0);
  }

  private static SortedMap<String, Long> none() {
    return Collections.emptySortedMap();
  }
}
