package dev.ringside.flink.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.account.Account;
import dev.ringside.core.assembly.PassAssembler;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.books.ReplicaLedger;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.stream.RankSlice;
import dev.ringside.core.synthetic.Deployments;
import dev.ringside.core.synthetic.Habits;
import dev.ringside.core.synthetic.SyntheticReplica;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.junit.jupiter.api.Test;

class ReplicaLedgerCodecTest {

  private static final long SECOND = 1_000_000_000L;
  private static final int CALLS = 6 * 16;

  /** Two ranks that make a pass a second; the books were written when only rank 0 had come. */
  private final SyntheticReplica replica =
      new SyntheticReplica(
          Deployments.toy(Engine.VLLM, 2, 1),
          0,
          Habits.VLLM,
          SyntheticReplica.request(128, 6),
          0,
          SECOND);

  @Test
  void passesThatWaitedInVersionOneStillMeetTheirOtherRank() throws IOException {
    DataInputDeserializer in = new DataInputDeserializer(versionOne());
    ReplicaLedger ledger = new ReplicaLedgerCodec().read(in, 1);
    assertThat(in.available()).isZero();

    ledger.accept(sliceOf(1));

    List<WindowReport> reports = ledger.advance(10 * SECOND);
    assertThat(reports).singleElement().matches(report -> report.verdict() == Verdict.MATCH);
    assertThat(reports.get(0).passes().complete()).isEqualTo(6);
    assertThat(reports.get(0).account().windowed()).isEqualTo(2 * CALLS);
  }

  private byte[] versionOne() throws IOException {
    try (InputStream in = getClass().getResourceAsStream("ledger-version-1.base64")) {
      return Base64.getMimeDecoder().decode(in.readAllBytes());
    }
  }

  private RankSlice sliceOf(int rank) {
    SignatureTable signatures = new SignatureTable();
    CallColumns calls = SyntheticReplica.columns(signatures, replica.calls(rank));
    List<PassBlock> passes =
        new PassAssembler(replica.deployment(), rank).accept(signatures, calls);
    return new RankSlice(
        "test",
        0,
        rank,
        "live",
        List.of(),
        Optional.of(replica.deployment()),
        false,
        false,
        passes,
        new Account(CALLS, 0, 0, 0, 0, Account.EMPTY.rejected(), 0));
  }
}
