package dev.ringside.ingest.ncclog;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.ringside.core.account.RejectReason;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;

/**
 * Finds calls and memberships in a text of any length, in a window that moves over it. A call
 * belongs to the process whose prefix stands directly before it; without one it has no owner.
 */
final class LogScan {

  private static final int CHUNK = 1 << 16;

  /** More than the longest part of a line that is looked for. */
  private static final int OVERLAP = 1 << 12;

  private static final int LONGEST_HEAD = 300;
  private static final int LONGEST_WARNING = 200;

  private final LogContent content;
  private final StringBuilder text = new StringBuilder();
  private LoggedProcess owner;
  private long stampNs = -1;
  private boolean expectsCall;
  private boolean bodyTold;

  LogScan(LogContent content) {
    this.content = content;
  }

  /**
   * @return false if there is nothing at all
   */
  boolean read(InputStream in) throws IOException {
    boolean any = false;
    InputStreamReader reader = new InputStreamReader(in, ISO_8859_1);
    char[] chunk = new char[CHUNK];
    for (int read = reader.read(chunk); read >= 0; read = reader.read(chunk)) {
      any |= read > 0;
      text.append(chunk, 0, read);
      int line = text.lastIndexOf("\n") + 1;
      scan(line > 0 ? line : Math.max(0, text.length() - OVERLAP));
      content.requireBounds();
    }
    text.append('\n');
    scan(text.length());
    return any;
  }

  private void scan(int limit) {
    Matcher part = LogGrammar.PARTS.matcher(text);
    int done = 0;
    while (part.find() && part.start() < limit) {
      take(part, done);
      done = part.end();
    }
    text.delete(0, Math.max(done, limit));
  }

  private void take(Matcher part, int done) {
    boolean call = part.group("call") != null || part.group("traced") != null;
    if (expectsCall && !(call && part.start() == done)) {
      content.reject(owner, RejectReason.FIELDS_MISSING);
      bodyTold = true;
    }
    boolean owned = call && expectsCall && part.start() == done;
    expectsCall = false;
    if (part.group("prefix") != null) {
      prefix(part, done);
    } else if (call) {
      call(part, owned);
    } else if (part.group("end") != null) {
      owner = null;
      bodyTold = false;
    } else {
      rest(part);
    }
  }

  private void prefix(Matcher part, int done) {
    int from = Math.max(done, part.start() - LONGEST_HEAD);
    String before = text.substring(from, part.start());
    Matcher head = LogGrammar.HEAD.matcher(before);
    bodyTold = false;
    owner = null;
    stampNs = -1;
    if (head.find()) {
      String device = part.group("device");
      owner =
          content.process(
              head.group("host"),
              Long.parseLong(part.group("pid")),
              device == null ? -1 : Integer.parseInt(device),
              done > 0 && from + head.start() == done);
      stampNs = stamp(head.group("time"));
      if (part.group("site") != null) {
        content.warning(owner, part.group("site") + ": " + restOfLine(part.end()));
      }
      boolean traced = part.group("level").equals("CALL");
      expectsCall =
          (traced ? LogGrammar.TRACED_BEGINS : LogGrammar.CALL_BEGINS)
              .matcher(text)
              .region(part.end(), text.length())
              .lookingAt();
    }
  }

  private String restOfLine(int from) {
    int end = text.indexOf("\n", from);
    return text.substring(from, Math.min(end < 0 ? text.length() : end, from + LONGEST_WARNING));
  }

  /** In UTC: the log does not say its zone. */
  private static long stamp(String time) {
    if (time == null) {
      return -1;
    }
    try {
      LocalDateTime at = LocalDateTime.parse(time.replaceFirst("[ _]", "T"));
      return ChronoUnit.NANOS.between(LocalDateTime.of(1970, 1, 1, 0, 0), at);
    } catch (DateTimeParseException | ArithmeticException e) {
      return -1;
    }
  }

  private void call(Matcher part, boolean owned) {
    if (!owned) {
      content.reject(owner, RejectReason.HEAD_MISSING);
      bodyTold = true;
    } else if (part.group("call") != null) {
      content.logged(
          owner,
          new LoggedCall(
              part.group("function"),
              count(part.group("count")),
              Integer.parseInt(part.group("type")),
              Integer.parseInt(part.group("root")),
              part.group("comm"),
              Integer.parseInt(part.group("ranks"))),
          stampNs);
    } else {
      content.traced(
          owner,
          new LoggedCall(
              part.group("tfunction"),
              count(part.group("tcount")),
              Integer.parseInt(part.group("ttype")),
              Integer.parseInt(part.group("troot")),
              part.group("tcomm"),
              0),
          stampNs);
    }
  }

  /** -1 for more than any call has. */
  private static long count(String digits) {
    return digits.length() > 18 ? -1 : Long.parseLong(digits);
  }

  private void rest(Matcher part) {
    if (part.group("body") != null || part.group("tuning") != null) {
      if (owner != null && part.group("tuning") != null) {
        content.tuned(owner, part.group("tuned"), part.group("bytes"), part.group("plan"));
      } else if (owner == null && !bodyTold) {
        content.reject(null, RejectReason.HEAD_MISSING);
        bodyTold = true;
      }
    } else if (part.group("init") != null) {
      content.member(owner, membership(part));
    } else if (part.group("timings") != null) {
      content.rank(owner, Integer.parseInt(part.group("orank")), part.group("oranks"));
    } else if (part.group("repeated") != null) {
      content.suppressed(Long.parseLong(part.group("times")) - 1);
    } else if (part.group("channel") != null) {
      content.channel(owner, part.group("via"));
    } else if (part.group("variable") != null) {
      content.variable(owner, part.group("variable"), part.group("value").replaceFirst("\\.$", ""));
    } else if (part.group("version") != null) {
      content.version(part.group("version"));
    }
  }

  private static Membership membership(Matcher part) {
    String id = part.group("id") != null ? part.group("id") : part.group("id2");
    String parent = part.group("parent") == null ? "" : part.group("parent");
    String split = parent.isEmpty() ? "" : "/" + part.group("child") + "/" + part.group("color");
    return new Membership(
        part.group("icomm"),
        id == null ? "" : id,
        parent,
        split,
        Integer.parseInt(part.group("irank")),
        Integer.parseInt(part.group("iranks")));
  }
}
