package dev.ringside.ingest.inspector.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.ringside.ingest.source.Head;
import dev.ringside.ingest.source.Likelihood;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Recognises a file by its first lines, and by the name that the Inspector gives it. */
final class InspectorHead {

  /** A name that only these profilers give. */
  private static final Pattern OWN_NAME =
      Pattern.compile(".+-pid\\d+\\.log(\\.\\d+)?(\\.gz)?|accl_profiler_.+\\.jsonl(\\.gz)?");

  private InspectorHead() {}

  static Likelihood likelihood(Head head) {
    boolean ownName = OWN_NAME.matcher(head.name()).matches();
    byte[] bytes = head.bytes();
    InspectorCalls calls = new InspectorCalls(Path.of("head"));
    int done = calls.lines().read(bytes, 0, bytes.length);
    boolean own = calls.records() > calls.foreign();
    if (!own && done < bytes.length) {
      own = calls.foreign() == 0 && isBeginning(bytes, done);
    }
    if (own) {
      return ownName || head.isNamed(".jsonl") ? Likelihood.CERTAIN : Likelihood.BY_CONTENT;
    }
    return ownName && calls.foreign() == 0 ? Likelihood.POSSIBLE : Likelihood.NONE;
  }

  /** A line that is cut off, or longer than the head, and yet shows a key that only they have. */
  private static boolean isBeginning(byte[] bytes, int from) {
    String text = new String(bytes, from, bytes.length - from, ISO_8859_1);
    return text.startsWith("{")
        && (text.contains("\"coll_perf\":{")
            || text.contains("\"p2p_perf\":{")
            || text.contains("\"inspector_output_format_version\""));
  }
}
