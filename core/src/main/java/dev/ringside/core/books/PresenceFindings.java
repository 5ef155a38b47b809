package dev.ringside.core.books;

import dev.ringside.core.desk.ReplicaEvent;
import dev.ringside.core.progress.Place;
import dev.ringside.core.progress.Standstill;
import dev.ringside.core.report.Culprit;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.FindingKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** Puts into words what is wrong with ranks that report and do nothing. */
final class PresenceFindings {

  private PresenceFindings() {}

  static Finding of(ReplicaEvent.Hung hung) {
    Standstill at = hung.standstill();
    long seconds = TimeUnit.NANOSECONDS.toSeconds(at.forNs());
    String number = Long.toUnsignedString(at.number());
    Finding finding =
        FindingKind.COLLECTIVE_HUNG
            .saying(
                seconds,
                at.collective().label(),
                number,
                at.communicator().name(),
                what(at),
                who(at) + places(hung.places()))
            .ofRanks(concerned(at))
            .by(at.suspects().isEmpty() ? Culprit.NONE : Culprit.ranks(at.suspects()))
            .with("shape", at.shape().label())
            .with("communicator", at.communicator().name())
            .with("collective", at.collective().label())
            .with("number", number)
            .with("shown_by", at.by().name().toLowerCase(java.util.Locale.ROOT))
            .with("arrived", at.arrived())
            .with("missing", at.missing())
            .with("still_seconds", seconds);
    return withPlaces(finding, hung.places());
  }

  private static String what(Standstill at) {
    return switch (at.by()) {
      case OPEN_CALL -> "made and not ended";
      case NUMBERS -> "the last that ended on any rank";
      case OPEN_PASS -> "the last that ended, in the middle of a forward pass";
    };
  }

  private static String who(Standstill at) {
    if (at.missing().isEmpty() && !at.elsewhere().isEmpty()) {
      return "out of step: ranks %s are in another collective than the others"
          .formatted(at.elsewhere());
    }
    if (!at.missing().isEmpty()) {
      return "ranks %s have not come, ranks %s have%s"
          .formatted(at.missing(), at.arrived(), what(at.shape(), at.suspects()));
    }
    return at.by() == Standstill.By.OPEN_CALL
        ? "all ranks that report are in it"
        : "the source does not tell who has not come to the next call";
  }

  private static String what(Standstill.Shape shape, List<Integer> suspects) {
    return switch (shape) {
      case DEAD_RANK ->
          "; nothing is heard of ranks %s: process, host or agent is gone".formatted(suspects);
      case DESYNC -> "; out of step: ranks %s wait in another call".formatted(suspects);
      default -> "";
    };
  }

  private static String places(Map<Integer, Place> places) {
    List<String> texts = new ArrayList<>();
    places.forEach((rank, place) -> texts.add("rank %d: %s".formatted(rank, place.text())));
    return texts.isEmpty() ? "" : " (" + String.join("; ", texts) + ")";
  }

  private static List<Integer> concerned(Standstill at) {
    TreeSet<Integer> all = new TreeSet<>(at.arrived());
    all.addAll(at.missing());
    return List.copyOf(all);
  }

  static Finding of(ReplicaEvent.Deaf deaf) {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(deaf.forNs());
    Finding finding =
        FindingKind.RANKS_UNSEEN
            .saying(deaf.ranks(), seconds)
            .ofRanks(deaf.ranks())
            .by(Culprit.ranks(deaf.ranks()))
            .with("shape", "telemetry_gap")
            .with("busy_seconds", seconds);
    return withPlaces(finding, deaf.places());
  }

  private static Finding withPlaces(Finding finding, Map<Integer, Place> places) {
    Finding told = finding;
    for (Map.Entry<Integer, Place> place : places.entrySet()) {
      told = told.with("rank_" + place.getKey(), place.getValue().text());
    }
    return told;
  }
}
