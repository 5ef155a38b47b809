package dev.ringside.agent.progress;

import dev.ringside.core.collective.Communicator;
import dev.ringside.core.progress.OpenCall;
import dev.ringside.core.progress.Standing;
import dev.ringside.ingest.ras.StuckCall;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The calls of one rank that have not ended: those that its source tells, and of the stuck ones
 * those that are its own. RAS knows communicators by hash and member; the rank's source says which
 * those are.
 */
public final class OpenCalls {

  /** Digits of a hash that all sources write: the Inspector's buffer has no room for more. */
  private static final int DIGITS = "0x".length() + 14;

  private final Map<Member, Communicator> memberships = new HashMap<>();
  private List<OpenCall> told = List.of();
  private Stuck stuck = Stuck.NONE;

  private record Member(String hash, int member) {

    static Member of(String hash, int member) {
      return new Member(hash.length() > DIGITS ? hash.substring(0, DIGITS) : hash, member);
    }
  }

  /** The rank is a member of that communicator. */
  public void memberOf(String hash, int member, Communicator communicator) {
    memberships.put(Member.of(hash, member), communicator);
  }

  /** The rank's own source tells them. */
  public void tell(List<OpenCall> now) {
    told = List.copyOf(now);
  }

  /** These calls do not end, the rank's own or others. */
  public void stand(Stuck now) {
    stuck = now;
  }

  /** Another process: nothing that was known is true of it. */
  public void clear() {
    memberships.clear();
    told = List.of();
    stuck = Stuck.NONE;
  }

  /**
   * All of them, but for those that have ended since they were told.
   *
   * @param ended how far the rank has come
   */
  public List<OpenCall> all(List<Standing> ended) {
    List<OpenCall> own =
        stuck.calls().stream()
            .flatMap(call -> own(call).stream())
            .filter(call -> ended.stream().noneMatch(standing -> hasPassed(standing, call)))
            .toList();
    return own.isEmpty() ? told : Stream.concat(told.stream(), own.stream()).toList();
  }

  private Optional<OpenCall> own(StuckCall call) {
    return Optional.ofNullable(memberships.get(Member.of(call.hash(), call.member())))
        .map(
            communicator ->
                new OpenCall(
                    communicator,
                    call.collective(),
                    call.number(),
                    OpenCall.UNKNOWN_BYTES,
                    stuck.sinceNs()));
  }

  private static boolean hasPassed(Standing standing, OpenCall call) {
    return standing.collective() == call.collective()
        && standing.communicator().name().equals(call.communicator().name())
        && standing.communicator().size() == call.communicator().size()
        && Long.compareUnsigned(standing.last(), call.sequence()) >= 0;
  }
}
