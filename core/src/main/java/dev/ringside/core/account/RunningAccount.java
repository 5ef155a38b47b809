package dev.ringside.core.account;

/** An account and pass counts that grow. Not thread-safe. */
public final class RunningAccount {

  private Account account;
  private PassCounts passes;

  public RunningAccount() {
    this(Account.EMPTY, PassCounts.NONE);
  }

  /** Goes on from these sums. */
  public RunningAccount(Account account, PassCounts passes) {
    this.account = account;
    this.passes = passes;
  }

  public void add(Account moreCalls, PassCounts morePasses) {
    account = account.plus(moreCalls);
    passes = passes.plus(morePasses);
  }

  public void add(Account moreCalls) {
    account = account.plus(moreCalls);
  }

  public Account account() {
    return account;
  }

  public PassCounts passes() {
    return passes;
  }
}
