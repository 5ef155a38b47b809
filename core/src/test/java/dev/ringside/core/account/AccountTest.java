package dev.ringside.core.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AccountTest {

  @Test
  void partsAddUpByReason() {
    Account first = new Account(10, 4, 3, 0, 1, new TreeMap<>(Map.of("no_size", 2L)), 1);
    Account second = Account.rejected(Map.of("no_size", 1L, "no_group", 5L));
    Account sum = first.plus(second);
    assertThat(first.balances() && second.balances() && sum.balances()).isTrue();
    assertThat(sum.observed()).isEqualTo(16);
    assertThat(sum.rejected()).containsEntry("no_size", 3L).containsEntry("no_group", 5L);
    assertThat(sum.rejectedCalls()).isEqualTo(8);
    assertThat(sum.deadLetteredRecords()).isEqualTo(1);
    assertThat(sum).isEqualTo(second.plus(first)).isEqualTo(sum.plus(Account.EMPTY));
  }

  @Test
  void aCallInNoPartOrInTwoUnbalances() {
    assertThat(new Account(2, 1, 0, 0, 0, new TreeMap<>(), 0).balances()).isFalse();
    assertThat(new Account(1, 1, 0, 1, 0, new TreeMap<>(), 0).balances()).isFalse();
  }

  @Test
  void anAccountKeepsItsOwnReasons() {
    TreeMap<String, Long> reasons = new TreeMap<>(Map.of("no_size", 1L));
    Account account = new Account(1, 0, 0, 0, 0, reasons, 0);
    reasons.put("no_size", 9L);
    assertThat(account.balances()).isTrue();
  }

  @Test
  void theNamedFactoriesBalanceButForCallsThatAreNotSettledYet() {
    assertThat(
            List.of(
                Account.EMPTY,
                Account.windowed(3),
                Account.incomplete(3),
                Account.late(3),
                Account.duplicate(3),
                Account.rejected("no_size", 3),
                Account.poison()))
        .allMatch(Account::balances);
    assertThat(Account.observed(3).balances()).isFalse();
    assertThat(Account.observed(3).plus(Account.late(3).settledOnly())).isEqualTo(Account.late(3));
  }

  /** Reasons are what agents call them: they must not grow without bound, nor lose a call. */
  @Test
  void reasonsBeyondTheBoundAreCountedTogether() {
    Account sum = Account.EMPTY;
    for (int agent = 0; agent < 1000; agent++) {
      sum = sum.plus(Account.rejected("reason-" + agent, 2));
    }
    sum = sum.plus(Account.rejected("reason-3", 5)).plus(Account.rejected(Account.OTHER, 1));
    assertThat(sum.rejected()).hasSize(Account.MOST_REASONS + 1);
    assertThat(sum.rejected()).containsEntry("reason-0", 2L).containsEntry("reason-3", 7L);
    assertThat(sum.rejected()).containsEntry(Account.OTHER, 2L * (1000 - 32) + 1);
    assertThat(sum.rejectedCalls()).isEqualTo(2006);
    assertThat(sum.balances()).isTrue();
  }

  @Test
  void oneBatchWithTooManyReasonsIsBoundedToo() {
    TreeMap<String, Long> reasons = new TreeMap<>();
    for (int i = 0; i < 100; i++) {
      reasons.put("reason-" + i, 1L);
    }
    Account account = Account.rejected(reasons);
    assertThat(account.rejected()).hasSize(Account.MOST_REASONS + 1);
    assertThat(account.rejectedCalls()).isEqualTo(100);
    assertThat(account.balances()).isTrue();
  }
}
