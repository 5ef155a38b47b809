package dev.ringside.simulator.schedule;

import dev.ringside.simulator.chance.Dice;
import dev.ringside.simulator.workload.Request;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** The waiting line and the places of running requests, which all schedulers have. */
abstract class Slots implements Scheduler {

  final SchedulerSettings settings;
  final Deque<Request> waiting = new ArrayDeque<>();
  final List<Request> running = new ArrayList<>();
  private final Dice acceptance;
  private int leaving;

  Slots(SchedulerSettings settings, Dice acceptance) {
    this.settings = settings;
    this.acceptance = acceptance;
  }

  @Override
  public void admit(Request request) {
    waiting.add(request);
  }

  @Override
  public int population() {
    return waiting.size() + running.size() - leaving;
  }

  @Override
  public int abort() {
    int requests = population();
    waiting.clear();
    running.clear();
    leaving = 0;
    return requests;
  }

  boolean hasRoom() {
    return running.size() < settings.maxNumSeqs();
  }

  @Override
  public List<Request> complete(Batch batch, long nowNs) {
    List<Request> finished = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      Request request = batch.request(i);
      if (request.isDraining()) {
        leaving--;
        running.remove(request);
      } else if (batch.isSampled(i)) {
        request.receive(batch.isPrompt(i) ? 1 : 1 + accepted(batch.drafted()), nowNs);
        if (request.isFinished()) {
          finished.add(request);
        }
      }
    }
    finished.forEach(this::leave);
    return finished;
  }

  private int accepted(int drafted) {
    int accepted = 0;
    while (accepted < drafted && acceptance.unit() < settings.acceptance()) {
      accepted++;
    }
    return accepted;
  }

  /** One that ends by a stop token, which was not foreseen, takes part in one more pass. */
  private void leave(Request request) {
    if (settings.asyncScheduling() && request.endsByStop()) {
      request.drain();
      leaving++;
    } else {
      running.remove(request);
    }
  }

  /** Decode steps of all running requests that await no token, as far as {@code budget} goes. */
  long addDecodes(Batch batch, long budget) {
    long left = budget;
    int own = 1 + settings.drafted();
    for (Iterator<Request> it = running.iterator(); it.hasNext() && left >= own; ) {
      Request request = it.next();
      if (request.isDecoding() && !request.awaitsToken()) {
        batch.addDecode(request);
        left -= own;
      }
    }
    return left;
  }
}
