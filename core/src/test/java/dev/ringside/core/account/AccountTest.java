package dev.ringside.core.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AccountTest {

  @Test
  void partsAddUpByReason() {
    Account first = new Account(10, 4, 3, 0, 1, new TreeMap<>(Map.of("no_size", 2L)), 1);
    Account second = Account.ofRejected(Map.of("no_size", 1L, "no_group", 5L));
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
}
