package dev.ringside.cli.inspect;

import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.iteration.Iteration;
import dev.ringside.core.progress.Place;
import dev.ringside.ingest.files.IgnoredFile;
import dev.ringside.ingest.inspect.Coverage;
import dev.ringside.ingest.inspect.FileFacts;
import dev.ringside.ingest.inspect.GroupFacts;
import dev.ringside.ingest.inspect.Inspection;
import dev.ringside.ingest.iterations.IterationLog;
import dev.ringside.ingest.source.KnownTimes;
import dev.ringside.ingest.source.Note;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** An inspection that has something of everything. */
final class SampleInspection {

  private static final long EPOCH_NS = 1_795_446_028_000_000_000L;

  private SampleInspection() {}

  static Inspection everything() {
    return new Inspection(
        List.of(file(0, 20), file(1, 0)),
        List.of(new Inspection.Unreadable(Path.of("run/rank2.json"), "run/rank2.json: cut off")),
        List.of(new IgnoredFile(Path.of("run/notes.txt"), "of no format")),
        List.of(group()),
        List.of(new Inspection.Told(Path.of("run/fpm.jsonl"), engine())),
        List.of(),
        List.of(new Note.Waiting("tp", 8, "AllReduce", List.of(0))),
        List.of(new Note.Suspect(1, "it has not come to call 8")),
        List.of(new Note.Cleared(0, "it waits")),
        new Coverage(4, List.of(0, 1), List.of(2, 3), 20, 18, 20),
        List.of(
            new Inspection.Finding("waiting", List.of(0), "call 8 has not ended"),
            new Inspection.Finding("unreadable", List.of(), "one file is damaged")),
        List.of("record shapes"),
        List.of());
  }

  /** The same in several folders. */
  static Inspection several(String... folders) {
    Inspection one = everything();
    return new Inspection(
        one.files(),
        one.unreadable(),
        one.ignored(),
        one.groups(),
        one.told(),
        one.reports(),
        one.waiting(),
        one.suspects(),
        one.cleared(),
        one.coverage(),
        one.findings(),
        one.advice(),
        Stream.of(folders).map(name -> new Inspection.Recording(Path.of(name), one)).toList());
  }

  private static FileFacts file(int rank, long calls) {
    CallSignature signature =
        new CallSignature(
            new Communicator("tp", 2, List.of(0, 1)),
            Collective.ALL_REDUCE,
            DataType.BFLOAT16,
            512,
            Transport.NCCL,
            TimingQuality.GPU_NS,
            CallSignature.NO_PEER,
            0);
    List<Note> losses =
        calls > 0 ? List.of() : List.of(new Note.Incomplete("12 of 32 AllReduce are missing"));
    return new FileFacts(
        Path.of("run/rank%d.json".formatted(rank)),
        "JSON with traceEvents",
        "by name and content",
        List.of(rank),
        new TreeMap<>(calls > 0 ? Map.of(rank, new Place("node-7", 4711, "3")) : Map.of()),
        OptionalInt.of(4),
        new TreeMap<>(calls > 0 ? Map.of() : Map.of("dur_negative", 3L)),
        calls > 0 ? Optional.of(KnownTimes.EXACT) : Optional.empty(),
        calls > 0
            ? Optional.of(new FileFacts.Span(EPOCH_NS, EPOCH_NS + 2_000_000))
            : Optional.empty(),
        List.of("written by gloo"),
        calls > 0 ? List.of(new FileFacts.Kind(rank, signature, calls)) : List.of(),
        losses,
        List.of("vllm 0.32.0"),
        4,
        Set.of());
  }

  /** More sizes than are shown, and two calls without one. */
  private static GroupFacts group() {
    List<GroupFacts.Size> sizes = new ArrayList<>();
    for (int size = 1; size <= 9; size++) {
      sizes.add(new GroupFacts.Size(1_024L * size, "BFloat16", 2));
    }
    return new GroupFacts(
        "0",
        "TP",
        2,
        List.of(0, 1),
        true,
        new GroupFacts.Guess("tp", GroupFacts.Confidence.HIGH, "its name says so"),
        List.of(
            new GroupFacts.Volume(
                Collective.ALL_REDUCE, 20, OptionalLong.of(2 * 45 * 1_024), 2, sizes)));
  }

  private static IterationLog engine() {
    return new IterationLog(
        List.of(
            new Iteration("", 0, 1, -1, 41_350_000, 2, 94, 0, 0, false),
            new Iteration("", 1, 2, -1, 41_350_000, 0, 0, 0, 0, true)),
        5,
        3,
        new TreeMap<>(Map.of("not_json", 1L)));
  }
}
