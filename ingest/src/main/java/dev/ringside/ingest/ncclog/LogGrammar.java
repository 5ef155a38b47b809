package dev.ringside.ingest.ncclog;

import java.util.regex.Pattern;

/**
 * The lines of NCCL 2.17 to 2.32 and RCCL, as parts that may stand anywhere in a line: launchers
 * put something before them, and lines of several processes run into one another.
 *
 * <p>Source: format strings of {@code libnccl.so.2} 2.21.5, 2.27.5, 2.30.7 and 2.32.3; NCCL {@code
 * src/enqueue.cc} (COLL), {@code src/init.cc} (INIT), {@code src/debug.cc} (prefix, times).
 */
final class LogGrammar {

  /**
   * Behind host and time, which are looked for backwards from here: thread and device, the place in
   * the source where the level has one, the level.
   */
  private static final String PREFIX =
      ":(?<pid>\\d{1,10}):\\d{1,10}(?: \\[(?<device>-?\\d{1,4})\\])?"
          + "(?: (?<site>[\\w./-]{1,200}:\\d{1,6})(?: \\(\\w{1,100}\\))?)?"
          + " NCCL (?<level>INFO|CALL|WARN|TRACE|ATTN) (?:\\[\\d{1,4}\\] )?";

  /** Time and host that end where a prefix begins. */
  static final Pattern HEAD =
      Pattern.compile(
          "(?:\\[(?<time>\\d{4}-\\d\\d-\\d\\d[ _T]\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?)\\] )?"
              + "(?<host>[\\w.-]{1,253})$");

  private static final String FUNCTION =
      "AllReduce|AllGather|ReduceScatter|Broadcast|Bcast|Reduce|AllTo[aA]ll|AlltoAll|Gather|Scatter"
          + "|Send|Recv|PutSignal|Signal|WaitSignal";

  private static final String POINTER = "(?:0x[0-9a-f]{1,16}|\\(nil\\))";

  /** A call with every field up to its stream; the same in all releases. */
  private static final String CALL =
      "(?<function>"
          + FUNCTION
          + "): opCount [0-9a-f]{1,16} sendbuff "
          + POINTER
          + " recvbuff "
          + POINTER
          + "(?: acc "
          + POINTER
          + ")? count (?<count>\\d{1,19}) datatype (?<type>\\d{1,3}) op \\d{1,9} root"
          + " (?<root>-?\\d{1,9}) comm (?<comm>"
          + POINTER
          + ") \\[nranks=(?<ranks>\\d{1,7})\\] stream "
          + POINTER;

  /** The same as a trace of the API; it names neither device nor size of the group. */
  private static final String TRACED =
      "nccl(?<tfunction>"
          + FUNCTION
          + ")\\([0-9a-f]{1,16},[0-9a-f]{1,16},(?<tcount>\\d{1,19}),(?<ttype>\\d{1,3}),\\d{1,9},"
          + "(?<troot>-?\\d{1,9}),(?<tcomm>"
          + POINTER
          + "),"
          + POINTER
          + "\\)";

  private static final String INIT =
      "comm (?<icomm>"
          + POINTER
          + ") rank (?<irank>\\d{1,7}) nranks (?<iranks>\\d{1,7}) cudaDev -?\\d{1,4}(?: nvmlDev"
          + " -?\\d{1,4})? busId [0-9a-f]{1,16}(?: localSize \\d+ used \\d+ bytes on core"
          + " -?\\d+)?(?: commId (?<id>0x[0-9a-f]{1,16}))?(?: parent (?<parent>"
          + POINTER
          + ")(?: (?:splitCount|childCount) (?<child>\\d{1,9}))? color (?<color>-?\\d{1,10}) key"
          + " -?\\d{1,10})?(?: commId (?<id2>0x[0-9a-f]{1,16}))? ?- Init (?:START|COMPLETE)";

  /** How a process that has no INIT line may still say its rank. */
  private static final String TIMINGS =
      "Init timings - \\w{1,60}: rank (?<orank>\\d{1,7}) nranks (?<oranks>\\d{1,7})";

  /** How a call is carried out; of releases that name the algorithm. */
  private static final String TUNING =
      "(?<tuned>(?:"
          + FUNCTION
          + ")(?: \\[[\\w ]{1,20}\\])?): (?<bytes>\\d{1,19}) Bytes -> (?<plan>Algo [A-Z]\\w{0,30}"
          + " proto [A-Z]\\w{0,30}(?: channel\\{Lo\\.\\.Hi\\}=\\{\\d{1,5}\\.\\.\\d{1,5}\\})?(?:"
          + " cgaClusterSize \\d{1,4})?|Kernel \\w{1,100}(?: nchannels"
          + " \\d{1,5})?|cudaMemcpy\\w{0,40}|(?:Rail \\w{1,40} )?RMA proxy \\+ CE)";

  private static final String CHANNEL =
      "Channel \\d{2,4}(?:/\\d{1,2})? : \\d{1,7}\\[\\w{1,8}\\] -> \\d{1,7}\\[\\w{1,8}\\](?:"
          + " \\[(?:send|receive)\\])? via (?<via>[\\w/().-]{1,80})";

  private static final String REPEATED = "\\[repeated (?<times>\\d{1,9})x across cluster\\]";

  static final Pattern PARTS =
      Pattern.compile(
          String.join(
              "|",
              "(?<prefix>" + PREFIX + ")",
              "(?<call>" + CALL + ")",
              "(?<traced>" + TRACED + ")",
              "(?<init>" + INIT + ")",
              "(?<timings>" + TIMINGS + ")",
              "(?<repeated>" + REPEATED + ")",
              "(?<tuning>" + TUNING + ")",
              "(?<channel>" + CHANNEL + ")",
              "(?<body>opCount [0-9a-f]{1,16} sendbuff |Bytes -> Algo )",
              "(?<variable>NCCL_\\w{1,60}) set by environment to (?<value>\\S{1,200})",
              "NCCL version (?<version>[0-9][\\w.+-]{0,60})",
              "(?<end>\\n)"));

  /** The beginning of a call, complete or not, and not of a line about how one is carried out. */
  static final Pattern CALL_BEGINS = Pattern.compile("(?:" + FUNCTION + "):(?! ?\\d+ Bytes -> )");

  static final Pattern TRACED_BEGINS = Pattern.compile("nccl(?:" + FUNCTION + ")\\(");

  static final Pattern OWN = Pattern.compile("[\\w.-]" + PREFIX);

  private LogGrammar() {}
}
