package dev.ringside.core.assembly;

/**
 * The ways to go on where a call does not fit, and which of them leaves the fewest calls
 * unexplained as far as can be said from what has come. Not thread-safe.
 */
final class StepRepair {

  /** A way to go on; in the order in which they are tried. */
  enum Way {
    /** The calls are in the wrong group. */
    MOVED,
    /** They are later ones of an exchange whose first are missing. */
    LATER,
    /** They stand further on: what is before is missing. */
    MISSING,
    /** They do not belong here. */
    EXTRA,
    /** The step ended before them. */
    ENDED,
    /** They have the wrong size. */
    RESIZED,
    /** Those before them had the wrong size. */
    FIRST_RESIZED
  }

  private static final long FAR = Long.MAX_VALUE / 4;

  private final StepReading reading;
  private final StepPlace here;
  private boolean first = true;
  private boolean marked;

  StepRepair(StepReading reading) {
    this.reading = reading;
    this.here = reading.here;
  }

  /** True until a step of the stream was read: the first may be cut off at its beginning. */
  boolean isFirst() {
    return first;
  }

  void first(boolean is) {
    first = is;
  }

  /** Says whether something beside the calls says where steps begin. */
  void markBeginnings(boolean are) {
    marked = are;
  }

  /** True if {@code way} is one for these calls. */
  boolean isOpen(Way way, CallSign sign) {
    boolean within = here.at() < here.entries().size();
    return switch (way) {
      case MOVED -> within && here.moved(sign) >= 0;
      case LATER -> here.lacks(sign) > 0;
      case MISSING -> target(sign) >= 0;
      case EXTRA -> true;
      case ENDED -> !marked && reading.isBegun() && (reading.begins(sign) || reading.mayEnd());
      case RESIZED -> within && here.nearestEntry(sign) >= 0;
      case FIRST_RESIZED -> within && reading.toldBy(sign) > 0;
    };
  }

  /**
   * Where the calls stand further on, at their size, at the only place for them, or as sums of
   * other tokens than were handed over; −1 if not. Among calls that have no place, one of the wrong
   * size is none that must be there.
   */
  private int target(CallSign sign) {
    int ahead = here.nextFit(sign, here.at());
    boolean alone = here.nearest(sign) < 0 && !reading.slips().hasExtra();
    if (ahead >= 0 || !alone) {
      return ahead;
    }
    int anchor = here.anchor(sign);
    return anchor < 0 ? here.sumsOfOtherTokens(sign) : anchor;
  }

  /**
   * The way with the fewest wrong calls among these alone.
   *
   * <p>A call that stands further on in the sentence is there, and what stands before it is
   * missing; but the rest of a run whose place is full may also be calls too many.
   */
  Way nearest(CallSign sign, int n, Ahead later) {
    int at = here.at();
    int nearest = here.nearest(sign);
    int ahead = target(sign);
    boolean rest = reading.isRest(sign);
    boolean begun = reading.isBegun();
    boolean tooMany = begun ? rest : !first && sign.isOnCpu();
    long skipped = ahead < 0 ? FAR : here.missing(at) - here.missing(ahead);
    long ended =
        begun && !marked && reading.begins(sign)
            ? here.missing(at) + shortOfAStep(sign, n, rest, later)
            : FAR;
    boolean sum = nearest >= 0 && here.sumsSeen() && here.isSum(nearest);
    long resized = nearest >= 0 && (ahead < 0 || sum) ? Math.min(n, here.room(nearest)) : FAR;
    long extra = ahead < 0 || tooMany ? n : FAR;
    int moved = at < here.entries().size() && ahead < 0 ? here.moved(sign) : -1;
    if (moved >= 0 && Math.min(n, here.room(moved)) <= Math.min(extra, ended)) {
      return Way.MOVED;
    }
    long least = Math.min(Math.min(skipped, ended), Math.min(resized, extra));
    if (skipped == least && extra == least && rest && isNextHere(later)) {
      return Way.EXTRA;
    }
    if (skipped == least) {
      return Way.MISSING;
    }
    boolean wide = resized == least && here.isOfOtherWidth(sign);
    if (extra == least && rest && !wide) {
      return Way.EXTRA;
    }
    if (ended == least && (resized > least || here.taken(0) > 0)) {
      return Way.ENDED;
    }
    if (resized > least) {
      return Way.EXTRA;
    }
    return !wide && reading.toldBy(sign) > 0 && resized > reading.toldBefore(sign)
        ? Way.FIRST_RESIZED
        : Way.RESIZED;
  }

  /**
   * How many calls a step that begins with the rest of a run would lack, were the present step to
   * end before it: what follows the run belongs to the present step as well.
   */
  private long shortOfAStep(CallSign sign, int n, boolean rest, Ahead later) {
    return rest && isNextHere(later) ? Math.max(0, reading.beginningRun(sign) - n) : 0;
  }

  /** What comes next belongs here: then it is not missing. */
  private boolean isNextHere(Ahead later) {
    CallSign next = later.next();
    return next != null && here.fitsHere(next);
  }

  /**
   * Goes on.
   *
   * @return how many of the calls belong together; 0 if the step ended before them
   */
  int go(Way way, CallSign sign, int n) {
    return switch (way) {
      case MOVED -> reading.moved(sign, here.moved(sign), n);
      case LATER -> reading.later(sign, n);
      case MISSING -> reading.skipTo(target(sign), sign, n);
      case EXTRA -> reading.extra(sign, n, reading.isRest(sign));
      case ENDED -> reading.end();
      case RESIZED -> reading.resized(sign, n);
      case FIRST_RESIZED -> reading.firstResized(sign, n);
    };
  }
}
