package dev.ringside.ingest.ras;

import dev.ringside.ingest.source.Note;
import dev.ringside.ingest.waiting.GroupStandings;
import dev.ringside.ingest.waiting.Ranks;
import dev.ringside.ingest.waiting.Standing;
import dev.ringside.ingest.waiting.WaitAnalysis;
import dev.ringside.ingest.waiting.WaitReport;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The last answer of RAS against the one before it. */
final class PollComparison {

  private final List<RasPoll> polls;
  private final RasPoll last;
  private final Map<String, Integer> global;
  private final List<Note> notes;

  /**
   * @param polls at least one, by time
   * @param before what is to be said of files that could not be read
   */
  PollComparison(List<RasPoll> polls, List<Note> before) {
    this.polls = polls;
    this.last = polls.get(polls.size() - 1);
    this.global = last.globalRanks();
    this.notes = new ArrayList<>(before);
  }

  WaitReport report() {
    String verdict = verdict();
    return new WaitReport(
        "NCCL RAS, %d answers up to %s".formatted(polls.size(), last.timestamp()),
        polls.stream().map(RasPoll::file).toList(),
        List.copyOf(heard()),
        verdict,
        notes);
  }

  private Set<Integer> heard() {
    Set<Integer> heard = new HashSet<>();
    last.communicators()
        .forEach(one -> one.ranks().forEach(rank -> heard.add(global.get(rank.process()))));
    return heard;
  }

  private String verdict() {
    SortedMap<Integer, String> silent = silent();
    if (!silent.isEmpty()) {
      silent.forEach((rank, why) -> notes.add(new Note.Suspect(rank, why)));
      return "%s unresponsive".formatted(Ranks.text(silent.keySet()));
    }
    if (polls.size() < 2) {
      return "one answer says nothing of progress: ask RAS again, some seconds later";
    }
    if (!standsStill()) {
      return "healthy: counts grow from one answer to the next";
    }
    List<GroupStandings> groups = differences();
    if (groups.isEmpty()) {
      return "no desynchronisation; progress stopped for %s: stuck or idle, RAS alone cannot tell"
          .formatted(apart());
    }
    WaitAnalysis analysis = new WaitAnalysis(heard(), groups, List.of());
    notes.addAll(analysis.notes());
    groups.forEach(this::clearThoseAhead);
    return analysis.verdict();
  }

  private SortedMap<Integer, String> silent() {
    SortedMap<Integer, String> silent = new TreeMap<>();
    for (RasCommunicator one : last.communicators()) {
      for (RasRank rank : one.missing()) {
        String trouble = rank.trouble().isEmpty() ? "missing" : rank.trouble();
        silent.put(
            global.get(rank.process()),
            "%s is %s; %,d of %,d ranks of communicator %s answer"
                .formatted(rank.process(), trouble, one.ranks().size(), one.size(), one.hash()));
      }
      for (RasRank rank : one.ranks()) {
        if (!rank.trouble().isEmpty()) {
          silent.put(global.get(rank.process()), rank.process() + ": " + rank.trouble());
        }
      }
    }
    return silent;
  }

  /** True if no rank has launched anything between the last two answers. */
  private boolean standsStill() {
    return last.standsStillSince(polls.get(polls.size() - 2));
  }

  /**
   * For each communicator and function of which some ranks have launched more: those wait in the
   * last of them. Sends and receives differ by design.
   */
  private List<GroupStandings> differences() {
    List<GroupStandings> groups = new ArrayList<>();
    for (RasCommunicator one : last.communicators()) {
      Set<String> functions = new HashSet<>();
      one.ranks().forEach(rank -> functions.addAll(rank.counts().keySet()));
      functions.removeAll(Set.of("Send", "Recv", "SendRecv"));
      functions.stream().sorted().forEach(function -> difference(one, function, groups));
    }
    return groups;
  }

  private void difference(RasCommunicator one, String function, List<GroupStandings> groups) {
    long most = one.ranks().stream().mapToLong(rank -> rank.count(function)).max().orElse(0);
    SortedMap<Integer, Standing> standings = new TreeMap<>();
    for (RasRank rank : one.ranks()) {
      long count = rank.count(function);
      standings.put(
          global.get(rank.process()),
          count == most ? new Standing(count, true, function) : new Standing(count + 1, false, ""));
    }
    if (standings.values().stream().anyMatch(standing -> !standing.open())) {
      groups.add(
          new GroupStandings(one.hash(), one.hash(), List.copyOf(standings.keySet()), standings));
    }
  }

  private void clearThoseAhead(GroupStandings group) {
    group
        .standings()
        .forEach(
            (rank, standing) -> {
              if (standing.open()) {
                notes.add(
                    new Note.Cleared(
                        rank,
                        "has come to %s %,d of %s; that few have does not make them late"
                            .formatted(standing.collective(), standing.sequence(), group.title())));
              }
            });
  }

  private String apart() {
    try {
      LocalDateTime from =
          LocalDateTime.parse(polls.get(polls.size() - 2).timestamp().replace(' ', 'T'));
      LocalDateTime to = LocalDateTime.parse(last.timestamp().replace(' ', 'T'));
      return Duration.between(from, to).toSeconds() + " s";
    } catch (DateTimeParseException e) {
      return "the time between two answers";
    }
  }
}
