package dev.ringside.core.books;

import dev.ringside.core.desk.Desk;
import dev.ringside.core.desk.ReplicaEvent;
import dev.ringside.core.pass.BlockPart;
import java.util.ArrayList;
import java.util.List;

/**
 * Lists late calls pass by pass. Keeps nothing from one {@link #advance} to the next, so it has no
 * state to save. Not thread-safe.
 */
public final class LateDesk implements Desk<LateCalls> {

  private final String deployment;
  private final int replica;
  private final List<LateCalls> late = new ArrayList<>();

  public LateDesk(String deployment, int replica) {
    this.deployment = deployment;
    this.replica = replica;
  }

  @Override
  public void accept(ReplicaEvent event) {
    if (event instanceof ReplicaEvent.Late came) {
      BlockPart passes = came.passes();
      for (int i = 0; i < passes.size(); i++) {
        late.add(
            new LateCalls(
                deployment,
                replica,
                passes.rank(),
                passes.index(i),
                passes.endNs(i),
                passes.calls(i)));
      }
    }
  }

  @Override
  public List<LateCalls> advance(long timeNs) {
    List<LateCalls> due = List.copyOf(late);
    late.clear();
    return due;
  }
}
