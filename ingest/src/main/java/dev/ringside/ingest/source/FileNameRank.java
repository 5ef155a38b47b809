package dev.ringside.ingest.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The rank an engine writes into a trace's file name, for traces that do not say it themselves.
 *
 * <p>{@code rank0.…} and {@code rank-34.…} name it. vLLM's {@code dp1_pp0_tp0_dcp0_ep2_rank0.…}
 * names the rank within replica 1: rank = replica x ranks of a replica + 0, the ranks of a replica
 * being as many as the largest such number beside it says.
 *
 * <p>SGLang's {@code ID-TP-1-PP-2.trace.json.gz} names lane and stage: rank = stage × t + lane,
 * with t taken from the largest lane among the same profile's files beside it.
 */
public final class FileNameRank {

  private static final Pattern RANK =
      Pattern.compile("(?:^|[^a-z])rank[-_]?(\\d{1,9})(?!\\d)", Pattern.CASE_INSENSITIVE);
  private static final Pattern LANE = Pattern.compile("^(.*)-TP-(\\d{1,9})(?!\\d)");
  private static final Pattern STAGE = Pattern.compile("-PP-(\\d{1,9})(?!\\d)");

  private static final Pattern REPLICA =
      Pattern.compile("(?:^|_)dp(\\d{1,6})_.*_rank(\\d{1,9})(?!\\d)");

  private FileNameRank() {}

  public static OptionalInt of(Path file) {
    String name = file.getFileName().toString();
    Matcher rank = RANK.matcher(name);
    if (rank.find()) {
      long global = Integer.parseInt(rank.group(1)) + firstOfReplica(file);
      return global > Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of((int) global);
    }
    Matcher lane = LANE.matcher(name);
    return lane.find() ? ofLane(file, lane) : OptionalInt.empty();
  }

  /**
   * The data-parallel replica an engine writes into a file's name.
   *
   * <p>Source: vLLM {@code v1/worker/gpu_worker.py}, since 0.19.
   */
  public static OptionalInt replicaOf(Path file) {
    Matcher replica = REPLICA.matcher(file.getFileName().toString());
    return replica.find()
        ? OptionalInt.of(Integer.parseInt(replica.group(1)))
        : OptionalInt.empty();
  }

  private static long firstOfReplica(Path file) {
    long replica = replicaOf(file).orElse(0);
    return replica == 0 ? 0 : replica * mostBeside(file, REPLICA, 2, any -> true);
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
    return mostBeside(file, LANE, 2, lane -> lane.group(1).equals(profile));
  }

  /** One more than the largest number in {@code group} among the files beside this one. */
  private static int mostBeside(Path file, Pattern name, int group, Predicate<MatchResult> which) {
    try (Stream<Path> siblings = Files.list(file.toAbsolutePath().getParent())) {
      return siblings
          .map(sibling -> name.matcher(sibling.getFileName().toString()))
          .filter(found -> found.find() && which.test(found))
          .mapToInt(found -> Integer.parseInt(found.group(group)) + 1)
          .max()
          .orElse(0);
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }
}
