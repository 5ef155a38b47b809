package dev.ringside.core.desk;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The desks of one replica, each with the place its reports go to. Not thread-safe. */
public final class Desks {

  private record Seat<R>(Desk<R> desk, Consumer<R> out) {
    void advance(long timeNs) {
      desk.advance(timeNs).forEach(out);
    }
  }

  private final List<Seat<?>> seats = new ArrayList<>();

  public <R> Desks with(Desk<R> desk, Consumer<R> out) {
    seats.add(new Seat<>(desk, out));
    return this;
  }

  /** Hands the events to every desk, in order, and the desks' reports to where they go. */
  public void accept(List<ReplicaEvent> events) {
    for (ReplicaEvent event : events) {
      if (event instanceof ReplicaEvent.TimeReached reached) {
        seats.forEach(seat -> seat.advance(reached.timeNs()));
      } else {
        seats.forEach(seat -> seat.desk().accept(event));
      }
    }
  }
}
