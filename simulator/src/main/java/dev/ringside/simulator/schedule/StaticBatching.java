package dev.ringside.simulator.schedule;

import dev.ringside.simulator.chance.Dice;
import dev.ringside.simulator.workload.Request;
import java.util.ArrayList;
import java.util.List;

/**
 * Hugging Face transformers' {@code generate}: all that wait become one batch, whose prompts are
 * one pass, and which decodes until its last request is done; those that are done before go on as
 * padding.
 */
public final class StaticBatching extends Slots {

  private final List<Request> members = new ArrayList<>();
  private int done;

  public StaticBatching(SchedulerSettings settings, Dice acceptance) {
    super(settings, acceptance);
  }

  @Override
  public Batch next() {
    Batch batch = new Batch(settings.drafted());
    if (members.isEmpty()) {
      while (hasRoom() && !waiting.isEmpty()) {
        Request request = waiting.poll();
        running.add(request);
        members.add(request);
        batch.addPrompt(request, request.promptLeft());
      }
    } else if (members.stream().noneMatch(Request::awaitsToken)) {
      members.forEach(batch::addDecode);
    }
    return batch;
  }

  /** Those that ended already are only padding. */
  @Override
  public List<Request> complete(Batch batch, long nowNs) {
    List<Request> before = members.stream().filter(Request::isFinished).toList();
    List<Request> finished = new ArrayList<>(super.complete(batch, nowNs));
    finished.removeAll(before);
    done += finished.size();
    if (done == members.size()) {
      members.clear();
      running.clear();
      done = 0;
    }
    return finished;
  }

  @Override
  public int abort() {
    members.clear();
    done = 0;
    return super.abort();
  }
}
