package dev.ringside.flink.commmetrics;

import dev.ringside.core.desk.Desks;
import dev.ringside.core.desk.WindowRule;
import dev.ringside.flink.record.KeyedBytes;
import dev.ringside.flink.stage.SideOutput;
import java.io.Serializable;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.util.Collector;

/** Where a desk lives in the job: its state entries, and where its reports go. */
interface HostedDesk extends Serializable {

  /**
   * Which replica is at work, and where reports can go.
   *
   * @param arrived calls that have come for the replica, those of this turn included
   */
  record Turn(
      String deployment,
      int replica,
      WindowRule windows,
      long arrived,
      SideOutput side,
      Collector<KeyedBytes> reports) {}

  /** Opens the desk's state entries and counters, once a task. */
  void open(RuntimeContext runtime);

  /** Takes the desk of the current key out of its state and seats it among the others. */
  void seat(Desks desks, Turn turn) throws Exception;

  /**
   * A step failed for the current key, so that what it has in state may be half changed.
   *
   * @param arrived calls that came for the replica, the failed step's included
   */
  void startAfresh(long arrived) throws Exception;

  /**
   * The replica is gone: drops all that the current key has in state.
   *
   * @param side where what it has told is taken back
   */
  void forget(SideOutput side) throws Exception;

  /** Puts what changed since {@link #seat} back into state. */
  void store() throws Exception;
}
