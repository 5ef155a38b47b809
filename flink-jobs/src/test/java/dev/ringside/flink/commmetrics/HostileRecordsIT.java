package dev.ringside.flink.commmetrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.batch.BatchContents;
import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.BatchOrigin;
import dev.ringside.core.batch.BatchUnits;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.bound.Bound;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.flink.time.TimeSettings;
import dev.ringside.schemas.batch.CallBatchEncoder;
import dev.ringside.schemas.deadletter.DeadLetter;
import dev.ringside.schemas.topic.RecordKey;
import dev.ringside.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Records that once ended the job for everybody, sent into the real one: afterwards it runs, has
 * not restarted, and a neighbour's run is judged as if nothing had happened.
 */
class HostileRecordsIT {

  private static final long NOW_NS = 1_795_000_000_000_000_000L;
  private static final String LONG = "x".repeat(70_000);
  private static JobUnderTest job;
  private static int neighbours;

  @BeforeAll
  static void start() throws Exception {
    job = JobUnderTest.start();
  }

  @AfterAll
  static void stop() throws Exception {
    job.close();
  }

  @AfterEach
  void aNeighbourIsJudgedAsEver() throws Exception {
    String name = "neighbour-" + neighbours++;
    job.deploy(ScriptedReplica.deployment(name));
    ScriptedReplica replica = new ScriptedReplica("run", List.of(0, 1), NOW_NS);
    for (int rank = 0; rank < 2; rank++) {
      job.publish(replica.batches(name, rank, 20, 5));
    }

    WindowReport run = job.awaitRun(name, "run");

    assertThat(run.verdict()).isEqualTo(Verdict.MATCH);
    assertThat(run.account().observed()).isEqualTo(2 * 20 * ScriptedReplica.CALLS_A_PASS);
    assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
  }

  /** D2. */
  @Test
  void namesOfSixtyKilobytesAreDeadLetters() throws Exception {
    job.deploy(ScriptedReplica.deployment("named"));
    List<Consumer<TamperedBatch>> changes =
        List.of(
            batch -> batch.runId = LONG,
            batch -> batch.agent = LONG,
            batch -> batch.host = LONG,
            batch -> batch.clock = LONG,
            batch -> batch.rejected.put(LONG, 1L));
    for (Consumer<TamperedBatch> change : changes) {
      job.publish(List.of(tampered("named", change)));
    }
    byte[] value = tampered("named", batch -> batch.deployment = LONG).value();
    job.publish(List.of(new ScriptedReplica.Record((LONG + "/0/0").getBytes(UTF_8), value)));

    assertThat(job.awaitLetters(letter -> letter.detail().contains("(bound name_bytes)"), 5))
        .allMatch(letter -> letter.reason().equals("bad_value"));
    job.awaitLetters(letter -> letter.detail().contains("(bound reason_bytes)"), 1);
  }

  /** D2: only the key, with a value that is none; and a key that is 900 KB long. */
  @Test
  void longKeysOfJunkAreDeadLetters() throws Exception {
    byte[] junk = "junk under a long key".getBytes(UTF_8);
    job.publish(
        List.of(
            new ScriptedReplica.Record((LONG + "/0/0").getBytes(UTF_8), junk),
            new ScriptedReplica.Record("k".repeat(900_000).getBytes(UTF_8), junk)));

    job.awaitLetters(letter -> Arrays.equals(letter.payload(), junk), 2);
  }

  /** D3. Every task of the job receives each deployment; one of them tells. */
  @Test
  void deploymentsOfAnySizeAreRefusedOnce() throws Exception {
    job.deploy("stages", deployment("stages", raw -> raw.pipeline = raw.layers = 1_000_000_000));
    job.deploy("ranks", deployment("ranks", raw -> raw.tensor = raw.vocabulary = 1 << 29));
    job.deploy("layers", deployment("layers", raw -> raw.layers = 10_001));
    job.deploy("overflow", deployment("overflow", raw -> raw.data = Integer.MAX_VALUE));
    job.deploy("another", deployment("this", raw -> {}));

    assertThat(job.awaitLetters(letter -> letter.topic().equals(Topics.DEPLOYMENTS), 5))
        .extracting(DeadLetter::reason)
        .containsExactlyInAnyOrder(
            "bad_value", "bad_value", "bad_value", "bad_value", DeadLetter.KEY_MISMATCH);
  }

  /** A deployment at the bounds, and a report that names each of its ranks as missing. */
  @Test
  void aReportThatIsTooLargeIsShortenedAndSaysSo() throws Exception {
    job.deploy("wide", deployment("wide", raw -> raw.tensor = raw.vocabulary = 256_000));
    job.publish(new ScriptedReplica("run", List.of(0), NOW_NS).batches("wide", 0, 20, 5));

    WindowReport run = job.awaitRun("wide", "run");

    assertThat(run.verdict()).isEqualTo(Verdict.INSUFFICIENT);
    assertThat(run.findings()).anyMatch(finding -> finding.kind().equals("report_shortened"));
    assertThat(run.account().balances()).isTrue();
    assertThat(run.account().observed()).isPositive();
  }

  /** D4. */
  @Test
  void aThousandReasonsABatchAreRefused() throws Exception {
    job.deploy(ScriptedReplica.deployment("reasons"));
    List<ScriptedReplica.Record> records = new ArrayList<>();
    for (int batch = 0; batch < 30; batch++) {
      int number = batch;
      records.add(
          tampered(
              "reasons",
              of -> {
                for (int reason = 0; reason < 1000; reason++) {
                  of.rejected.put("reason-%d-%d".formatted(number, reason), 1L);
                }
              }));
    }
    job.publish(records);

    job.awaitLetters(letter -> letter.detail().contains("(bound reasons)"), 30);
  }

  /** D5. */
  @Test
  void totalsCannotWrap() throws Exception {
    job.deploy(ScriptedReplica.deployment("wrap"));
    job.publish(List.of(tampered("wrap", of -> of.rejected.put("some", Long.MAX_VALUE - 6))));

    job.awaitLetters(letter -> letter.detail().contains("(bound rejected_events)"), 1);
  }

  /** Larger than the job's producer takes, as it came compressed. */
  @Test
  void ofARecordTooLargeForTheSinkTheBeginningIsKept() throws Exception {
    byte[] large = new byte[3_000_000];
    Arrays.fill(large, (byte) 'x');
    job.publishCompressed(new RecordKey("large", 0, 0).bytes(), large);

    DeadLetter letter =
        job.awaitLetters(one -> one.detail().contains("of 3000000 bytes are kept"), 1).get(0);
    assertThat(letter.payload().length).isBetween(900_000, (int) Bound.RECORD_BYTES.most());
  }

  /** D9. */
  @Test
  void aPassWithoutAnEndIsCutOffAndItsCallsAreCounted() throws Exception {
    job.deploy(ScriptedReplica.deployment("endless"));
    int calls = (int) Bound.PASS_CALLS.most() + 1;
    for (int rank = 0; rank < 2; rank++) {
      job.publish(List.of(broadcasts("endless", rank, calls)));
    }

    WindowReport run = job.awaitRun("endless", "run");

    // The last one of each rank is what an engine may send at any time, and in no pass.
    assertThat(run.account().incomplete()).isEqualTo(2L * (calls - 1));
    assertThat(run.account().balances()).isTrue();
    assertThat(run.passes().incomplete()).isEqualTo(1);
    assertThat(run.verdict()).isEqualTo(Verdict.INSUFFICIENT);
  }

  /** One record whose calls are all in the last pass that its rank makes. */
  private static ScriptedReplica.Record broadcasts(String deployment, int rank, int number) {
    SignatureTable signatures = new SignatureTable();
    int broadcast =
        signatures.idOf(
            new CallSignature(
                new Communicator("", 0, List.of()),
                Collective.BROADCAST,
                DataType.BFLOAT16,
                5,
                Transport.NCCL,
                TimingQuality.GPU_NS,
                CallSignature.NO_PEER,
                0));
    CallColumns calls = new CallColumns();
    for (int i = 0; i < number; i++) {
      calls.add(broadcast, NOW_NS + i * 1_000L, 500, i);
    }
    BatchHeader header =
        new BatchHeader(
            new BatchOrigin(deployment, 0, rank, "agent", "run", "host", List.of(0, 1)),
            new BatchUnits("gpu", 1, 1),
            0,
            true,
            new BatchContents(new TreeMap<>(), 0, 0, 0));
    return new ScriptedReplica.Record(
        new RecordKey(deployment, 0, rank).bytes(),
        new CallBatchEncoder().encode(header, signatures, calls, 0, number));
  }

  /** D10. */
  @Test
  void aBatchThatSpansMoreThanAnHourIsADeadLetter() throws Exception {
    job.deploy(ScriptedReplica.deployment("bomb"));
    long hourNs = 3_600_000_000_000L;
    job.publish(List.of(tampered("bomb", of -> of.lastEndNs = of.firstStartNs + hourNs + 1)));

    job.awaitLetters(letter -> letter.detail().contains("(bound batch_seconds)"), 1);
  }

  /**
   * D11: headers that can be read, and nine megabytes behind them, of which nobody can wait for.
   */
  @Test
  void whatWaitsForADeploymentIsBounded() throws Exception {
    byte[] body = new byte[900_000];
    ScriptedReplica.Record large = tampered("never", of -> of.body = body);
    int fit = (int) (Bound.WAITING_BYTES.most() / large.value().length);
    long started = System.nanoTime();
    for (int i = 0; i <= fit; i++) {
      job.publish(List.of(large));
    }

    job.awaitLetters(letter -> letter.payload().length == large.value().length, fit + 1);
    assertThat(System.nanoTime() - started)
        .as("long before the patience ends")
        .isLessThan(TimeSettings.DEFAULT.deploymentWait().toNanos());
  }

  /** D12. */
  @Test
  void aDeploymentThatIsRemovedTakesItsReplicasWithIt() throws Exception {
    job.deploy(ScriptedReplica.deployment("removed"));
    ScriptedReplica replica = new ScriptedReplica("run", List.of(0, 1), NOW_NS);
    for (int rank = 0; rank < 2; rank++) {
      job.publish(replica.batches("removed", rank, 20, 5));
    }
    job.awaitRun("removed", "run");

    job.deploy("removed", null);

    job.awaitForgotten("removed/0/window");
  }

  private static byte[] deployment(String name, Consumer<RawDeployment> change) {
    RawDeployment raw = new RawDeployment(name);
    change.accept(raw);
    return raw.bytes();
  }

  private static ScriptedReplica.Record tampered(String deployment, Consumer<TamperedBatch> change)
      throws Exception {
    ScriptedReplica.Record sound =
        new ScriptedReplica("run", List.of(0, 1), NOW_NS).batches(deployment, 0, 5, 5).get(0);
    TamperedBatch batch = TamperedBatch.of(sound.value());
    batch.rejected = new TreeMap<>(batch.rejected);
    change.accept(batch);
    return new ScriptedReplica.Record(sound.key(), batch.bytes());
  }
}
