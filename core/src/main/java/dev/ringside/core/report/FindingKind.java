package dev.ringside.core.report;

import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.report.Finding.Severity;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** Every kind of finding, with how much it matters and its sentence. */
public enum FindingKind {
  ENGINE_MISMATCH(
      Severity.WARNING,
      "fits %1$s: every row would match if the deployment's engine were %1$s instead of %2$s",
      "State the engine that serves in the deployment (describe --args reads it from the command),"
          + " or start that engine"),
  /** What is expected of this model was not read in the engine's code; evidence says what it is. */
  MODEL_ASSUMED(Severity.INFO, "%s"),
  /** The deviation equals a fault of the engine that is known; evidence has its parts. */
  KNOWN_FAULT(
      Severity.WARNING,
      "%s, a known fault of the engine, shows in %d of %d passes: each %s on every rank. It comes"
          + " with %s: %s. What to do: %s (%s)"),
  EXTRA_COLLECTIVES(
      Severity.WARNING,
      "%s too many a pass%s: in %d of %d passes, on %s, %s",
      "Look for what was loaded or changed at that time: a plugin, a patch of the model's layers,"
          + " an option, a version; compare with `ringside plan`"),
  MISSING_COLLECTIVES(
      Severity.WARNING,
      "%s missing in a pass%s: in %d of %d passes, on %s, %s",
      "Look at the output for wrong tokens, and for what was changed at that time: an option that"
          + " fuses or drops the call, a version; compare with `ringside plan`"),
  OP_FLIP(
      Severity.WARNING,
      "%s of a pass come as %s%s: in %d of %d passes, on %s, %s",
      "Compare the engine's version and compile options with the deployment: some replace a sum by"
          + " two halves"),
  WRONG_DTYPE(
      Severity.WARNING,
      "%s of a pass are of %s instead of %s%s: in %d of %d passes, on %s, %s",
      "State the element type that serves (--dtype) in the deployment, or see why the engine does"
          + " not use it"),
  SIZE_MISMATCH(
      Severity.WARNING,
      "%s a pass of another size%s, such as %d elements instead of %d: in %d of %d passes, on %s,"
          + " %s",
      "Compare hidden size, vocabulary, padding and element type of the deployment with the model"
          + " that serves"),
  GROUP_CHANGED(
      Severity.WARNING,
      "%s a pass among other ranks%s, such as among %d (%s) instead of %d (%s): in %d of %d"
          + " passes, on %s, %s",
      "Compare the sizes of the tensor, pipeline and expert groups of the deployment with the"
          + " server's command"),
  RANKS_NOT_SEEN(
      Severity.WARNING,
      "no complete stream from %s: coverage %.3f, floor %.3f",
      "Start the agents of those ranks, or see with `ringside doctor` why they send nothing"),
  NOT_VISIBLE(
      Severity.WARNING,
      "whole passes of stage %s show no tensor all-reduce, though the model has two a layer: %s",
      "Record with a source that sees custom kernels (Kineto), or say in the deployment which"
          + " library carries the sums"),
  /** As planned: these rows were not compared, and do not lower the verdict. */
  CARRIED_ELSEWHERE(
      Severity.INFO,
      "%d of the %d calls that a rank of stage %s must make are carried by %s, as planned, where %s"
          + " sees nothing of them: they were not compared%s"),
  CARRIER_CHANGED(
      Severity.WARNING,
      "%d all-reduces of stage %d on %s are carried by %s since %s; %s",
      "Look in the log of the engine's start on those nodes for why the planned library was not"
          + " used"),
  COMPARED_BY_COUNT(
      Severity.INFO,
      "in %d of %d rows the recording does not tell the %s of all calls: they are compared by their"
          + " number, and otherwise by what is known alone"),
  SIZES_NOT_KNOWN(
      Severity.WARNING,
      "%d calls a rank of unknown size (%s) leave open which calls they are: not compared"),
  CALLS_NOT_UNDERSTOOD(
      Severity.WARNING,
      "%d calls without size or role (at most %d a rank): the recording does not tell which"
          + " collective they are, so they are in no pass and compared with nothing"),
  CALLS_REFUSED(
      Severity.WARNING,
      "%d calls or events could not be used and are outside the comparison: %s",
      "See the reasons: mostly a newer format of the source, or torn files"),
  SOURCE_REMARK(Severity.INFO, "%s"),
  PASSES_AMBIGUOUS(
      Severity.WARNING,
      "the calls of %d of %d passes can be read in more ways than one: what they agree with, or"
          + " not, rests on the likelier reading",
      "Record with shapes or with the engine's own annotations"),
  RANKS_DISAGREE(
      Severity.WARNING,
      "ranks of stage %d disagree on %s of %d elements in %s: %d to %d calls, %d expected",
      "Look at the ranks that made fewer calls: they take another path through the model, or lost"
          + " records"),
  PASSES_INCOMPLETE(
      Severity.INFO,
      "%d passes of %d calls were cut off by the start or end of the recording and are outside the"
          + " verdict"),
  REPORT_SHORTENED(
      Severity.INFO,
      "too large to be sent whole: of %d rows and %d series the first %d each are kept, the others"
          + " are summed into one; lists of ranks and findings end there, too"),
  AGENTS_GONE(
      Severity.CRITICAL,
      "nothing has come from ranks %s for %d s, not even that nothing happens: their processes or"
          + " agents are gone, or cannot reach Kafka",
      "See whether the processes of those ranks live, then their agents' logs"),
  PASSES_WITHOUT_CALLS(
      Severity.WARNING,
      "the engine says that it ran %d passes, calls show %d: of %d passes, %d tokens and %d rows of"
          + " logits, no call was seen",
      "See that the profiler is loaded on the ranks that run these passes"),
  PASSES_NOT_TOLD(
      Severity.INFO,
      "of %d of the %d passes that calls show the engine tells nothing; %d numbers are missing in"
          + " its list: dummy passes (vLLM), or records that were lost"),
  /** Of a step of one rank, by what the engine wrote beside its calls. */
  STEP_TOLD_OTHERWISE(
      Severity.WARNING,
      "rank %d, pass %d: the engine tells %s of %s, the calls show %s; %s differ, of %s",
      "Trust neither: compare with the engine's log of that pass, and report it"),
  ENGINE_VERSION_DIFFERS(
      Severity.WARNING,
      "the deployment says %s, the recording was made by %s: what is expected of the one need not"
          + " hold for the other",
      "State the version that serves in the deployment"),
  COLLECTIVE_HUNG(
      Severity.CRITICAL,
      "ranks report and stand still for %d s at %s %s of communicator \"%s\" (%s): %s",
      "Take a stack dump (py-spy) of the missing ranks first, then their kernel log (Xid, ECC)"),
  RANKS_UNSEEN(
      Severity.WARNING,
      "the agents of ranks %s report, and no call of theirs was seen while other ranks made calls"
          + " for %d s: is the profiler loaded there, and does it write?",
      "See with `ringside doctor` whether the profiler is loaded there"),
  /** A rank that all others of its group wait for, pass after pass. */
  STRAGGLER(
      Severity.WARNING,
      "rank %d comes last in %d of %s: %s only %s for it, %s each time in the median and %s in one"
          + " of ten, %.1f %% of the time, %s%s",
      "Look at that rank's GPU first (clocks, power cap, temperature, ECC, other processes), then"
          + " at its host's CPU and its PCIe link"),
  /** No rank is late, and calls take longer: in one group of several, or in the only one. */
  SLOW_LINK(
      Severity.WARNING,
      "large messages among %s take %.1f times as long as the same ones did before, %s, in %d"
          + " passes, though no rank comes late%s",
      "Look at the links of those ranks: NVLink error counters and lanes (nvidia-smi nvlink), PCIe"
          + " width, the network cards' counters"),
  /** The same in several groups at once. */
  SLOW_FABRIC(
      Severity.WARNING,
      "large messages among %s, as in other groups, take %.1f times as long as the same ones did"
          + " before, %s, in %d passes, though no rank comes late%s",
      "Look at what the groups share: the switch, the network, other jobs on it"),
  /** Of one pass or a few: a rank that came seconds late to a call, or a call that took seconds. */
  STALL(
      Severity.WARNING,
      "%s stood still for %.1f s %s, in the %s pass%s",
      "Look at what that rank's process did then: its log, a page fault storm, a checkpoint, a"
          + " debugger, its kernel log (Xid)"),
  PASSES_MISALIGNED(
      Severity.WARNING,
      "in %d passes ranks disagree on the tokens: their streams did not begin at the same pass",
      "Start recording on all ranks before the first request");
  private final Severity severity;
  private final String sentence;
  private final String suggestion;

  FindingKind(Severity severity, String sentence) {
    this(severity, sentence, "");
  }

  FindingKind(Severity severity, String sentence, String suggestion) {
    this.severity = severity;
    this.sentence = sentence;
    this.suggestion = suggestion;
  }

  /** The stable word for scripts: {@code engine_mismatch}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * A finding of all ranks, in the words of this kind, as severe as it usually is, and with what
   * one usually does.
   */
  public Finding saying(Object... figures) {
    return new Finding(
        label(),
        severity,
        Parallelism.UNKNOWN,
        List.of(),
        String.format(Locale.ROOT, sentence, figures),
        new TreeMap<>(),
        Cause.NONE.advising(suggestion));
  }
}
