package dev.ringside.ingest.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The rank an engine writes into a trace's file name, for traces that do not say it themselves.
 *
 * <p>{@code rank0.…}, {@code rank-34.…} and vLLM's {@code dp0_pp0_tp0_dcp0_ep0_rank0.…} name it.
 * SGLang's {@code ID-TP-1-PP-2.trace.json.gz} names lane and stage: rank = stage × t + lane, with t
 * taken from the largest lane among the same profile's files beside it.
 */
public final class FileNameRank {

  private static final Pattern RANK =
      Pattern.compile("(?:^|[^a-z])rank[-_]?(\\d{1,9})(?!\\d)", Pattern.CASE_INSENSITIVE);
  private static final Pattern LANE = Pattern.compile("^(.*)-TP-(\\d{1,9})(?!\\d)");
  private static final Pattern STAGE = Pattern.compile("-PP-(\\d{1,9})(?!\\d)");

  private FileNameRank() {}

  public static OptionalInt of(Path file) {
    String name = file.getFileName().toString();
    Matcher rank = RANK.matcher(name);
    if (rank.find()) {
      return OptionalInt.of(Integer.parseInt(rank.group(1)));
    }
    Matcher lane = LANE.matcher(name);
    return lane.find() ? ofLane(file, lane) : OptionalInt.empty();
  }

  private static OptionalInt ofLane(Path file, Matcher lane) {
    int own = Integer.parseInt(lane.group(2));
    int stage = stageOf(file.getFileName().toString());
    if (stage == 0) {
      return OptionalInt.of(own);
    }
    int tensor = lanesBeside(file, lane.group(1));
    return tensor == 0 ? OptionalInt.empty() : OptionalInt.of(stage * tensor + own);
  }

  private static int stageOf(String name) {
    Matcher stage = STAGE.matcher(name);
    return stage.find() ? Integer.parseInt(stage.group(1)) : 0;
  }

  private static int lanesBeside(Path file, String profile) {
    try (Stream<Path> siblings = Files.list(file.toAbsolutePath().getParent())) {
      return siblings
          .map(sibling -> LANE.matcher(sibling.getFileName().toString()))
          .filter(lane -> lane.find() && lane.group(1).equals(profile))
          .mapToInt(lane -> Integer.parseInt(lane.group(2)) + 1)
          .max()
          .orElse(0);
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }
}
