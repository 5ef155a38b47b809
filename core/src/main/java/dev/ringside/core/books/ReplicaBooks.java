package dev.ringside.core.books;

import dev.ringside.core.account.Account;
import dev.ringside.core.account.PassCounts;
import dev.ringside.core.account.RejectReason;
import dev.ringside.core.bound.Bound;
import dev.ringside.core.desk.Desk;
import dev.ringside.core.desk.ReplicaEvent;
import dev.ringside.core.desk.RunOutcome;
import dev.ringside.core.desk.RunRef;
import dev.ringside.core.observation.Journal;
import dev.ringside.core.observation.Journal.Heading;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.series.RunningTotals;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Keeps the books of one replica: every call ends in exactly one part of an {@link Account}, in its
 * window, in its declared run and in the totals.
 *
 * <p>A window is reported when the replica's time has passed its end, and again for each correction
 * until it is closed; early when a declared run ends. A declared run is reported when it ends. Late
 * calls are told in the window that time is in, which is then reported even if nothing else is in
 * it.
 *
 * <p>A pass is entered once, in a journal of its window. Before any report is made all journals are
 * posted, so that each report shows the same totals as if every pass had been entered everywhere at
 * once.
 *
 * <p>State: {@link WindowBooks} by start, cleared when the window is closed; {@link RunBooks} of
 * declared runs, cleared when the run is over or given up; {@link ReplicaTotals}, never cleared.
 * {@link #takeChanges} says which of them changed. Not thread-safe.
 */
public final class ReplicaBooks implements Desk<WindowReport> {

  private final ReportBuilder builder;
  private final LedgerSettings settings;
  private final TreeMap<Long, WindowBooks> windows = new TreeMap<>();
  private final Map<String, RunBooks> runs = new TreeMap<>();
  private final ReplicaTotals totals;
  private final Map<RunRef, RunOutcome> over = new LinkedHashMap<>();
  private final List<ReplicaEvent> presence = new ArrayList<>();
  private Optional<ReplicaEvent.Deaf> deaf = Optional.empty();
  private Changes changes = new Changes();
  private long arrived;

  public ReplicaBooks(String deployment, int replica, LedgerSettings settings) {
    this(deployment, replica, settings, List.of(), Map.of(), new ReplicaTotals());
  }

  /** Goes on from these parts. */
  public ReplicaBooks(
      String deployment,
      int replica,
      LedgerSettings settings,
      Iterable<WindowBooks> windows,
      Map<String, RunBooks> runs,
      ReplicaTotals totals) {
    this.builder = new ReportBuilder(deployment, replica, settings, totals);
    this.settings = settings;
    this.totals = totals;
    this.runs.putAll(runs);
    windows.forEach(window -> this.windows.put(window.startNs(), window));
  }

  /** Parts of the state that were changed, made or cleared. */
  public static final class Changes {
    private final Set<Long> windows = new HashSet<>();
    private final Set<String> runs = new HashSet<>();
    private boolean totals;

    /** Starts of windows. */
    public Set<Long> windows() {
      return windows;
    }

    public Set<String> runs() {
      return runs;
    }

    public boolean totals() {
      return totals;
    }
  }

  /**
   * How many calls have come for the replica in all; reports show those of them that are not
   * settled as observed.
   */
  public ReplicaBooks arrived(long calls) {
    arrived = calls;
    return this;
  }

  /** What changed since this was last asked. */
  public Changes takeChanges() {
    Changes taken = changes;
    changes = new Changes();
    return taken;
  }

  @Override
  public void accept(ReplicaEvent event) {
    if (event instanceof ReplicaEvent.Joined joined) {
      enter(joined);
    } else if (event instanceof ReplicaEvent.Loose loose) {
      enter(loose);
    } else if (event instanceof ReplicaEvent.Arrived arrived) {
      addTo(arrived.run(), Account.observed(arrived.calls()), PassCounts.NONE);
    } else if (event instanceof ReplicaEvent.Late late) {
      book(Optional.of(late.run()), Account.late(late.passes().calls()), PassCounts.NONE);
      windows.computeIfAbsent(late.toldInNs(), WindowBooks::new).reopen();
      changes.windows.add(late.toldInNs());
    } else if (event instanceof ReplicaEvent.Booked booked) {
      book(booked.run(), booked.account(), booked.passes());
    } else {
      acceptRare(event);
    }
  }

  private void acceptRare(ReplicaEvent event) {
    if (event instanceof ReplicaEvent.Watched watched) {
      changes.totals |= totals.watch().see(watched.rank(), watched.place());
      return;
    }
    if (event instanceof ReplicaEvent.OneByOne some) {
      Optional.ofNullable(runs.get(some.run().runId()))
          .ifPresent(run -> run.calls().add(some.rank(), some.calls()));
      changes.runs.add(some.run().runId());
      return;
    }
    if (event instanceof ReplicaEvent.WindowsClosed closed) {
      closeWindows(closed.timeNs());
      return;
    }
    if (event instanceof ReplicaEvent.Deaf noticed) {
      deaf = Optional.of(noticed);
      return;
    }
    if (event instanceof ReplicaEvent.ToldOtherwise told) {
      enter(told);
      return;
    }
    if (event instanceof ReplicaEvent.Idle
        || event instanceof ReplicaEvent.Gone
        || event instanceof ReplicaEvent.Hung) {
      presence.add(event);
      return;
    }
    changes.totals = true;
    if (event instanceof ReplicaEvent.EngineTold told) {
      enter(told);
    } else if (event instanceof ReplicaEvent.Deployed deployed) {
      totals.deploy(deployed.deployment());
    } else if (event instanceof ReplicaEvent.RunOpened opened) {
      open(opened.run());
    } else if (event instanceof ReplicaEvent.Poisoned) {
      bookPoison();
    } else if (event instanceof ReplicaEvent.RunEnded ended) {
      ended.outcome().ifPresentOrElse(o -> over.put(ended.run(), o), () -> drop(ended.run()));
    }
  }

  private void enter(ReplicaEvent.Joined joined) {
    Optional<RejectReason> refusal =
        whyNot(joined.windowNs(), window -> window.hasRoomFor(joined.shape(), joined.passes()));
    if (refusal.isPresent()) {
      refuse(joined.run(), refusal.get(), joined.passes().calls());
      return;
    }
    Heading heading = new Heading(joined.run().runId(), Optional.of(joined.against()), false);
    journal(joined.windowNs(), heading)
        .addPasses(joined.shape(), joined.passes().size(), joined.passes().parts());
    windows.get(joined.windowNs()).miss(joined.passes().without());
  }

  private void enter(ReplicaEvent.Loose loose) {
    Optional<RejectReason> refusal =
        whyNot(loose.windowNs(), window -> window.hasRoomFor(loose.calls()));
    if (refusal.isPresent()) {
      refuse(loose.run(), refusal.get(), loose.calls().calls());
      return;
    }
    Heading heading = new Heading(loose.run().runId(), loose.against(), true);
    journal(loose.windowNs(), heading).addLoose(loose.calls());
  }

  /** Why calls are not entered in a window: there are too many, or it has too much in it. */
  private Optional<RejectReason> whyNot(long startNs, Predicate<WindowBooks> hasRoom) {
    WindowBooks window = windows.get(startNs);
    if (window != null) {
      return hasRoom.test(window) ? Optional.empty() : Optional.of(RejectReason.WINDOW_FULL);
    }
    return Bound.OPEN_WINDOWS.allows(windows.size() + 1L)
        ? Optional.empty()
        : Optional.of(RejectReason.TOO_MANY_WINDOWS);
  }

  private void refuse(RunRef run, RejectReason reason, long calls) {
    book(Optional.of(run), Account.rejected(reason.label(), calls), PassCounts.NONE);
  }

  private Journal journal(long startNs, Heading heading) {
    changes.windows.add(startNs);
    return windows.computeIfAbsent(startNs, WindowBooks::new).journal(heading);
  }

  /** A window without calls is reported by itself, and nothing of it is kept. */
  private void enter(ReplicaEvent.EngineTold told) {
    totals.tell(told.passes());
    WindowBooks window = windows.get(told.windowNs());
    if (window == null) {
      presence.add(told);
    } else {
      window.tell(told.passes());
      changes.windows.add(told.windowNs());
    }
  }

  private void enter(ReplicaEvent.ToldOtherwise told) {
    if (whyNot(told.windowNs(), window -> true).isEmpty()) {
      windows.computeIfAbsent(told.windowNs(), WindowBooks::new).differ(told.rank(), told.steps());
      changes.windows.add(told.windowNs());
    }
  }

  private void open(RunRef run) {
    totals.watch().begin();
    post();
    totals.waits().begin();
    Account claimed = totals.claim(!run.isDeclared());
    if (run.isDeclared()) {
      runs.put(run.runId(), new RunBooks());
      addTo(run, claimed, PassCounts.NONE);
    }
  }

  private void addTo(RunRef run, Account account, PassCounts passes) {
    RunBooks known = runs.get(run.runId());
    if (known != null) {
      known.account().add(account, passes);
      changes.runs.add(run.runId());
    }
  }

  /** A run counts what it observed on arrival, independently of how it is settled. */
  private void book(Optional<RunRef> run, Account account, PassCounts passes) {
    run.ifPresent(of -> addTo(of, account.settledOnly(), passes));
    totals.book(account, passes);
    changes.totals = true;
  }

  /**
   * A poisoned record counts for the runs that are open, or else for the next one: nothing in it
   * says which run it belongs to.
   */
  private void bookPoison() {
    totals.book(Account.poison(), PassCounts.NONE);
    runs.values().forEach(run -> run.account().add(Account.poison()));
    changes.runs.addAll(runs.keySet());
    if (runs.isEmpty() && !totals.live()) {
      totals.keepForNextRun(Account.poison());
    }
  }

  private void drop(RunRef run) {
    post();
    runs.remove(run.runId());
    changes.runs.add(run.runId());
  }

  private void closeWindows(long timeNs) {
    post();
    windows
        .values()
        .removeIf(
            window -> {
              boolean closes = settings.windows().endOf(window.startNs()) <= timeNs;
              if (closes) {
                changes.windows.add(window.startNs());
              }
              return closes;
            });
  }

  /** Adds all that came to the sums of its window, its run and the replica. */
  private void post() {
    for (WindowBooks window : windows.values()) {
      if (!window.journals().isEmpty()) {
        changes.windows.add(window.startNs());
        changes.totals = true;
        window.post().forEach(this::post);
      }
    }
  }

  private void post(Journal journal) {
    totals.post(journal);
    RunBooks run = runs.get(journal.heading().runId());
    if (run != null) {
      run.observation().merge(journal.observation());
      run.account().add(journal.account().settledOnly(), journal.passes());
      changes.runs.add(journal.heading().runId());
    }
  }

  @Override
  public List<WindowReport> advance(long timeNs) {
    List<WindowReport> reports = new ArrayList<>();
    long endedByNs = over.isEmpty() ? timeNs : Long.MAX_VALUE;
    for (WindowBooks window : windows.values()) {
      if (!window.isReported() && settings.windows().endOf(window.startNs()) <= endedByNs) {
        post();
        reports.add(builder.ofWindow(window, arrived, deaf));
        window.markReported();
        totals.markReported();
        changes.windows.add(window.startNs());
        changes.totals = true;
      }
    }
    over.forEach(
        (run, outcome) -> {
          post();
          reports.add(builder.ofRun(run, runs.get(run.runId()), outcome, arrived));
          runs.remove(run.runId());
          changes.runs.add(run.runId());
        });
    over.clear();
    if (reports.isEmpty()) {
      deaf.filter(noticed -> noticed.windowNs().isPresent()).ifPresent(presence::add);
    }
    deaf = Optional.empty();
    presence.forEach(event -> report(event).ifPresent(reports::add));
    presence.clear();
    return reports;
  }

  /** A replica with calls that are not settled is not idle, whatever its agents say. */
  private Optional<WindowReport> report(ReplicaEvent event) {
    post();
    changes.totals = true;
    Optional<WindowReport> told = Optional.empty();
    if (event instanceof ReplicaEvent.Gone gone) {
      told = Optional.of(builder.ofGone(gone, arrived));
    } else if (event instanceof ReplicaEvent.Hung hung) {
      told = Optional.of(builder.ofHung(hung, arrived));
    } else if (event instanceof ReplicaEvent.Deaf noticed) {
      told = Optional.of(builder.ofDeaf(noticed, arrived));
    } else if (event instanceof ReplicaEvent.Idle idle && isIdle(idle.windowNs())) {
      told = builder.ofIdle(idle, arrived);
    } else if (event instanceof ReplicaEvent.EngineTold engine) {
      told = Optional.of(builder.ofUnseen(engine, arrived));
    }
    told.ifPresent(unused -> totals.markReported());
    return told;
  }

  private boolean isIdle(long windowNs) {
    return !windows.containsKey(windowNs) && !totals.hasOpen(arrived);
  }

  public Map<Long, WindowBooks> windows() {
    return windows;
  }

  public Map<String, RunBooks> runs() {
    return runs;
  }

  public ReplicaTotals totals() {
    return totals;
  }

  /** The replica since it was first seen, all that came included. */
  public RunningTotals runningTotals() {
    post();
    return totals.running();
  }
}
