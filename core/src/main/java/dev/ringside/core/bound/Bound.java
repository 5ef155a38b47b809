package dev.ringside.core.bound;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Every limit on what an outsider can choose: how much, where it is enforced, and what becomes of
 * anything beyond it. {@code docs/formats.md} shows this table. Each {@link Place} has a test that
 * drives all of its bounds: at the bound accepted, one beyond it refused, in a line with the {@link
 * #label}.
 *
 * <p>Traffic that Ringside is made for meets none of them, and each is far below what harms a job.
 */
public enum Bound {
  /** Names of deployments, agents, runs, hosts, clocks, communicators, models, versions. */
  NAME_BYTES(256, "bytes of a name", Place.RECORD, Beyond.DEAD_LETTER),
  /** The word for why an agent refused events. */
  REASON_BYTES(64, "bytes of a reason", Place.RECORD, Beyond.DEAD_LETTER),
  /** Such words of one batch; those that are not Ringside's own are counted as {@code other}. */
  REASONS(32, "reasons of a batch", Place.RECORD, Beyond.DEAD_LETTER),
  /** Events that were refused before one batch, all reasons together. */
  REJECTED_EVENTS(1_000_000_000, "refused events of a batch", Place.RECORD, Beyond.DEAD_LETTER),
  CALLS(1_000_000, "calls of a batch", Place.RECORD, Beyond.DEAD_LETTER),
  /** From the first start to the last end. */
  BATCH_SECONDS(3600, "seconds that a batch spans", Place.RECORD, Beyond.DEAD_LETTER),
  SIGNATURES(65_536, "signatures of a batch", Place.RECORD, Beyond.DEAD_LETTER),
  COMMUNICATORS(65_536, "communicators of a batch", Place.RECORD, Beyond.DEAD_LETTER),
  /** Runs say many ranks in few bytes. */
  COMMUNICATOR_RANKS(
      1_000_000, "ranks of a batch's communicators", Place.RECORD, Beyond.DEAD_LETTER),
  /** A communicator counts once for each signature that names it: so often is it walked. */
  LISTED_RANKS(1 << 24, "ranks listed by a batch's signatures", Place.RECORD, Beyond.DEAD_LETTER),
  /** Of one rank: a communicator has one for each kind of call that its source counts apart. */
  STANDINGS(256, "standings of a batch", Place.RECORD, Beyond.DEAD_LETTER),
  OPEN_CALLS(256, "open calls of a batch", Place.RECORD, Beyond.DEAD_LETTER),
  TOLD_STEPS(65_536, "told steps of a batch", Place.RECORD, Beyond.DEAD_LETTER),
  RUN_RANKS(65_536, "ranks that a run declares", Place.RECORD, Beyond.DEAD_LETTER),
  ELEMENTS(1L << 40, "elements of a call", Place.RECORD, Beyond.DEAD_LETTER),
  /** Numbers of ranks and of replicas. */
  RANK_NUMBER(1_000_000, "number of a rank or a replica", Place.RECORD, Beyond.DEAD_LETTER),

  RANKS(1_000_000, "ranks of a deployment", Place.DEPLOYMENT, Beyond.REFUSED),
  STAGES(1_000, "pipeline stages of a deployment", Place.DEPLOYMENT, Beyond.REFUSED),
  LAYERS(10_000, "layers of a model", Place.DEPLOYMENT, Beyond.REFUSED),
  /** Hidden size, vocabulary, heads, experts and the like. */
  DIMENSION(1 << 26, "dimension of a model", Place.DEPLOYMENT, Beyond.REFUSED),
  DRAFTED_TOKENS(1_000, "speculative tokens of a step", Place.DEPLOYMENT, Beyond.REFUSED),

  PASS_KINDS(4_096, "kinds of calls of an open pass", Place.PASS, Beyond.CUT_OFF),
  PASS_CALLS(100_000, "calls of an open pass", Place.PASS, Beyond.CUT_OFF),

  LIVE_PASSES(
      65_536, "passes of live ranks that wait for another rank", Place.JOIN, Beyond.SETTLED),
  RUN_PASSES(1 << 20, "passes of a declared run that wait for a rank", Place.JOIN, Beyond.SETTLED),
  OPEN_RUNS(16, "declared runs of a replica that are open", Place.JOIN, Beyond.GIVEN_UP),
  OPEN_WINDOWS(10_000, "open windows of a replica", Place.BOOKS, Beyond.TOO_MANY_WINDOWS),
  WINDOW_KINDS(16_384, "kinds of calls of a window", Place.BOOKS, Beyond.WINDOW_FULL),
  WINDOW_SHAPES(4_096, "shapes of passes of a window", Place.BOOKS, Beyond.WINDOW_FULL),

  /** Of one task of the job. */
  DEPLOYMENTS(10_000, "deployments", Place.STATE, Beyond.NO_ROOM),
  REPLICAS(10_000, "replicas of a task", Place.STATE, Beyond.NO_ROOM),
  /** A tenant is a topic of calls. */
  REPLICAS_OF_TENANT(5_000, "replicas of a task and tenant", Place.STATE, Beyond.NO_ROOM),
  SILENT_SECONDS(86_400, "seconds without a record of a replica", Place.STATE, Beyond.FORGOTTEN),
  WAITING_BYTES(
      8 << 20, "bytes of a replica that wait for a deployment", Place.STATE, Beyond.UNCHECKED),
  WAITING_BYTES_OF_TASK(
      64 << 20, "bytes of a task that wait for deployments", Place.STATE, Beyond.UNCHECKED),

  /** One replica's, since it was first seen. */
  TOTAL_CALLS(1L << 49, "calls or records of an account", Place.REPORT, Beyond.MALFORMED),
  EXPORTED_REPLICAS(10_000, "replicas of an exporter", Place.REPORT, Beyond.LONGEST_SILENT),
  EXPORTED_SERIES(50_000, "series of an exporter", Place.REPORT, Beyond.LONGEST_SILENT),

  /** Below what Kafka's producers and topics take by default, 1 MiB. */
  RECORD_BYTES(1_000_000, "bytes of a record that the job writes", Place.OUTPUT, Beyond.SHORTENED);

  /** Where a bound is enforced. */
  public enum Place {
    RECORD("where a batch's bytes become values"),
    DEPLOYMENT("where a record, a file or an option becomes a deployment"),
    PASS("where calls become passes"),
    JOIN("where the ranks of a replica are joined"),
    BOOKS("where passes go into windows"),
    STATE("in the state of the job"),
    OUTPUT("where the job writes"),
    REPORT("where the exporter reads");

    private final String text;

    Place(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  /** What becomes of what is beyond a bound. */
  public enum Beyond {
    DEAD_LETTER("dead letter, reason bad_value or hostile_length"),
    NO_ROOM("dead letter, reason beyond_bound"),
    REFUSED("dead letter, reason bad_value; in a file or an option, exit code 2"),
    CUT_OFF("the pass ends there and is incomplete"),
    SETTLED("the first of them is settled without the ranks that it waits for"),
    GIVEN_UP("the run that was heard of longest ago is given up, without a report"),
    TOO_MANY_WINDOWS("rejected calls, reason too_many_windows"),
    WINDOW_FULL("rejected calls, reason window_full"),
    FORGOTTEN("the replica is forgotten, by the exporter too"),
    UNCHECKED("what waits goes on without the deployment"),
    MALFORMED("the report is skipped and counted as malformed"),
    LONGEST_SILENT("the replica that has been silent longest is forgotten and counted"),
    SHORTENED("a report is shortened, a dead letter's payload is cut off, and each says so");

    private final String text;

    Beyond(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  private static final int MOST_BYTES_A_CHAR = 3;

  private final long most;
  private final String of;
  private final Place place;
  private final Beyond beyond;

  Bound(long most, String of, Place place, Beyond beyond) {
    this.most = most;
    this.of = of;
    this.place = place;
    this.beyond = beyond;
  }

  /** The largest that is accepted. */
  public long most() {
    return most;
  }

  /** What is counted: {@code bytes of a name}. */
  public String of() {
    return of;
  }

  public Place place() {
    return place;
  }

  public Beyond beyond() {
    return beyond;
  }

  /** The word in messages and in the table: {@code name_bytes}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static List<Bound> at(Place place) {
    return Arrays.stream(values()).filter(bound -> bound.place == place).toList();
  }

  /** True if so much is accepted. */
  public boolean allows(long found) {
    return found <= most;
  }

  /**
   * @param what whose figure it is, the first words of the message
   * @throws IllegalArgumentException with one line that names the bound, if {@code found} is beyond
   */
  public void require(long found, String what) {
    if (found > most) {
      throw new IllegalArgumentException(saying(found, what));
    }
  }

  /** The same for the bytes of a text. */
  public void require(String text, String what) {
    if (text.length() > most / MOST_BYTES_A_CHAR) {
      require(text.getBytes(UTF_8).length, what);
    }
  }

  /** As much of a text as is accepted, for texts that only people read. */
  public String cut(String text) {
    return allows((long) text.length() * MOST_BYTES_A_CHAR)
        ? text
        : text.substring(0, Math.min(text.length(), (int) most / MOST_BYTES_A_CHAR));
  }

  /** {@code agent: 300 bytes of a name, at most 256 (bound name_bytes)}. */
  public String saying(long found, String what) {
    return "%s: %d %s, at most %d (bound %s)".formatted(what, found, of, most, label());
  }
}
