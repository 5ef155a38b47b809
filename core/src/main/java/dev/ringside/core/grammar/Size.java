package dev.ringside.core.grammar;

/**
 * Elements that one rank puts in a call, as a function of one number v of the step.
 *
 * <pre>
 * WHOLE        v·each
 * SHARE        ⌈v/parts⌉·each        each rank's share of the tokens
 * PADDED       ⌈v/parts⌉·parts·each  tokens filled up so that all shares are equal
 * FILLED       the same, where v is a multiple of parts already but in plans
 * EVEN         ⌈v/parts⌉·each        the same of a share, so that v can be told from it
 * SLICED       v·each/parts, or v·each where parts does not divide it
 * ROUNDED      ⌈v·each/parts⌉·parts  elements filled up to a multiple
 * IF_SLICED    v·each/parts, and no call at all where parts does not divide it
 * </pre>
 *
 * @param factor how often that on average, where it is left to chance; 1 where it is certain
 * @param most the largest v there can be
 */
public record Size(Variable of, long each, int parts, Form form, double factor, long most) {

  private Size(Variable of, long each, int parts, Form form) {
    this(of, each, parts, form, 1, Long.MAX_VALUE);
  }

  /** How v becomes elements. */
  public enum Form {
    WHOLE,
    SHARE,
    EVEN,
    PADDED,
    FILLED,
    ROUNDED,
    SLICED,
    IF_SLICED
  }

  /** What {@link #solve} answers where several numbers give the elements, or none is asked for. */
  public static final long SEVERAL = -1;

  /** What {@link #solve} answers where no number gives the elements. */
  public static final long NONE = Long.MIN_VALUE;

  public static Size whole(Variable of, long each) {
    return new Size(of, each, 1, Form.WHOLE);
  }

  /** In one part a share is the whole. */
  public static Size tokens(long each, int parts, Form form) {
    return new Size(Variable.TOKENS, each, parts, parts == 1 ? Form.WHOLE : form);
  }

  /** Each of several parts of v; one part is the whole. */
  public static Size shared(Variable of, long each, int parts) {
    return new Size(of, each, parts, parts <= 1 ? Form.WHOLE : Form.SHARE);
  }

  /** A slice of each row's {@code each} elements, where {@code parts} divides them. */
  public static Size sliced(Variable of, long each, int parts, Form form) {
    return new Size(of, each, parts, parts <= 1 ? Form.WHOLE : form);
  }

  /** Elements filled up to a multiple. */
  public static Size rounded(Variable of, long each, int multiple) {
    return multiple == 1 ? whole(of, each) : new Size(of, each, multiple, Form.ROUNDED);
  }

  public static Size fixed(long elements) {
    return new Size(Variable.FIXED, elements, 1, Form.WHOLE);
  }

  /** So many times as much on average, rounded. */
  public Size times(double average) {
    return new Size(of, each, parts, form, average, most);
  }

  /** The same of a number that is never larger than {@code bound}. */
  public Size upTo(long bound) {
    return new Size(of, each, parts, form, factor, bound);
  }

  /** Elements for the number {@code v}; −1 if it is not known. */
  public long elements(long v) {
    if (of == Variable.FIXED) {
      return each;
    }
    if (v < 0) {
      return StepSizes.UNKNOWN;
    }
    return factor == 1 ? whole(v) : Math.round(factor * whole(v));
  }

  private long whole(long v) {
    return switch (form) {
      case WHOLE -> Math.multiplyExact(v, each);
      case SHARE, EVEN -> Math.multiplyExact(share(v), each);
      case PADDED, FILLED -> Math.multiplyExact(share(v) * parts, each);
      case ROUNDED -> (Math.multiplyExact(v, each) + parts - 1) / parts * parts;
      case SLICED, IF_SLICED -> {
        long whole = Math.multiplyExact(v, each);
        yield whole % parts == 0 ? whole / parts : whole;
      }
    };
  }

  private long share(long v) {
    return (v + parts - 1) / parts;
  }

  /** True if steps of {@code v} make no such call. */
  public boolean isAbsent(long v) {
    return form == Form.IF_SLICED && v >= 0 && v * each % parts != 0;
  }

  /** The number that gives {@code elements}, {@link #SEVERAL} or {@link #NONE}. */
  public long solve(long elements) {
    if (elements < 0 || factor != 1) {
      return SEVERAL;
    }
    if (of == Variable.FIXED) {
      return elements == each ? SEVERAL : NONE;
    }
    if (elements == 0 || elements > Long.MAX_VALUE / parts) {
      return NONE;
    }
    long v = solved(elements);
    return v > most ? NONE : v;
  }

  private long solved(long elements) {
    return switch (form) {
      case WHOLE, FILLED -> elements % each == 0 ? elements / each : NONE;
      case EVEN -> elements % each == 0 ? elements / each * parts : NONE;
      case SHARE, PADDED -> elements % each == 0 ? SEVERAL : NONE;
      case ROUNDED -> elements % parts == 0 && isRounded(elements) ? SEVERAL : NONE;
      case SLICED, IF_SLICED -> sliced(elements);
    };
  }

  private boolean isRounded(long elements) {
    return elements / each * each > elements - parts;
  }

  /** A slice of several, or the whole of one that has no equal slices. */
  private long sliced(long elements) {
    boolean slice = elements * parts % each == 0;
    boolean whole = elements % each == 0 && elements % parts != 0;
    if (slice && whole && parts > 1) {
      return SEVERAL;
    }
    return slice ? elements * parts / each : whole ? elements / each : NONE;
  }
}
