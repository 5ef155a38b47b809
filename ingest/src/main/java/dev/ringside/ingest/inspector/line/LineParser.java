package dev.ringside.ingest.inspector.line;

import dev.ringside.ingest.inspector.line.InspectorRecord.Kind;

/** Parses one line into a record that is used again for the next one. */
final class LineParser {

  private final LineScanner scanner = new LineScanner();
  private final InspectorRecord record = new InspectorRecord();
  private final OriginTable origins;
  private final CollectiveNames names = new CollectiveNames();
  private boolean blank;
  private byte[] bytes = {};

  LineParser(String unsaidId) {
    this.origins = new OriginTable(unsaidId);
  }

  /** Where the parser stands. */
  int position() {
    return scanner.position();
  }

  InspectorRecord record() {
    return record;
  }

  /** True if the line last parsed has nothing in it. */
  boolean isBlank() {
    return blank;
  }

  /** True if the bytes are one sound line, its line feed included. */
  boolean isWhole(byte[] line) {
    try {
      scanner.start(line, 0, line.length);
      scanner.skip();
      return scanner.take('\n') && scanner.position() == line.length;
    } catch (BadLineException e) {
      return false;
    }
  }

  /**
   * @return the position after the line feed
   * @throws BadLineException if the line is not a JSON object, has a value of the wrong kind under
   *     a key that counts, or does not end within the bytes
   */
  int parse(byte[] bytes, int from, int to) throws BadLineException {
    this.bytes = bytes;
    scanner.start(bytes, from, to);
    record.clear();
    origins.clear(bytes);
    blank = scanner.take('\n');
    if (blank) {
      return scanner.position();
    }
    object();
    scanner.expect('\n');
    if (origins.isSaid()) {
      record.origin = origins.find(scanner);
    }
    return scanner.position();
  }

  private void object() throws BadLineException {
    scanner.expect('{');
    if (scanner.take('}')) {
      return;
    }
    do {
      LineKey key = scanner.key();
      switch (key) {
        case HEADER, METADATA -> identityObject();
        case COLL_PERF -> call(false);
        case P2P_PERF -> call(true);
        case DUMP_STATS -> figures(Kind.MARKER);
        case SUMMARY -> figures(Kind.SUMMARY);
        case PROXY_TRACE, PROXY_OP -> {
          record.kind = Kind.PROXY;
          scanner.skip();
        }
        default -> identity(key);
      }
    } while (scanner.more('}'));
  }

  private void identityObject() throws BadLineException {
    scanner.expect('{');
    if (scanner.take('}')) {
      return;
    }
    do {
      identity(scanner.key());
    } while (scanner.more('}'));
  }

  /** DataDog writes these keys without a header around them. */
  private void identity(LineKey key) throws BadLineException {
    switch (key) {
      case ID -> {
        scanner.string();
        origins.idFrom = scanner.textFrom();
        origins.idTo = scanner.textTo();
      }
      case COMM_NAME -> {
        scanner.string();
        origins.nameFrom = scanner.textFrom();
        origins.nameTo = scanner.textTo();
      }
      case HOSTNAME -> {
        scanner.string();
        origins.hostFrom = scanner.textFrom();
        origins.hostTo = scanner.textTo();
      }
      case RANK -> origins.rank = number();
      case N_RANKS -> origins.size = number();
      case GLOBAL_RANK -> origins.globalRank = number();
      case PID -> origins.pid = scanner.integer();
      case DUMP_TIMESTAMP_US -> record.dumpUs = scanner.integer();
      default -> scanner.skip();
    }
  }

  /** An integer of 32 bits; one of more counts as not said. */
  private int number() throws BadLineException {
    long value = scanner.integer();
    return value == (int) value ? (int) value : -1;
  }

  private void call(boolean pair) throws BadLineException {
    record.kind = Kind.CALL;
    record.pair = pair;
    scanner.expect('{');
    if (scanner.take('}')) {
      return;
    }
    do {
      performance(scanner.key());
    } while (scanner.more('}'));
  }

  private void performance(LineKey key) throws BadLineException {
    switch (key) {
      case COLL, P2P -> {
        scanner.string();
        record.collective = names.of(bytes, scanner.textFrom(), scanner.textTo());
      }
      case COLL_SN, P2P_SN -> record.number = scanner.integer();
      case P2P_PEER -> record.peer = number();
      case COLL_MSG_SIZE_BYTES, P2P_MSG_SIZE_BYTES -> size(scanner.integer());
      case COLL_EXEC_TIME_US, P2P_EXEC_TIME_US -> record.execNs = scanner.microseconds();
      case COLL_TIMING_SOURCE, P2P_TIMING_SOURCE -> {
        scanner.string();
        record.enqueueOnly = bytes[scanner.textFrom()] == 'c' && isCollectiveCpu();
      }
      case COLL_USER_TAG, P2P_USER_TAG -> userTag();
      case EVENT_TRACE_TS -> eventTimes();
      default -> scanner.skip();
    }
  }

  /** {@code collective_cpu}; ACCL's {@code cpu_wallclock} is around the whole call. */
  private boolean isCollectiveCpu() {
    return scanner.textTo() - scanner.textFrom() == "collective_cpu".length();
  }

  private void size(long bytes) {
    record.unsignedBytes = bytes < 0;
    record.bytes = Math.abs(bytes);
  }

  /** A decimal string, because the number exceeds what JSON's readers keep. */
  private void userTag() throws BadLineException {
    if (scanner.takeNull()) {
      return;
    }
    if (scanner.peek() != '"') {
      record.userTag = scanner.integer();
      return;
    }
    scanner.expect('"');
    record.userTag = scanner.integer();
    scanner.expect('"');
  }

  private void eventTimes() throws BadLineException {
    record.clearChannels();
    scanner.expect('{');
    if (scanner.take('}')) {
      return;
    }
    do {
      if (scanner.key() == LineKey.KERNEL_EVENTS) {
        kernels();
      } else {
        scanner.skip();
      }
    } while (scanner.more('}'));
  }

  private void kernels() throws BadLineException {
    scanner.expect('[');
    if (scanner.take(']')) {
      return;
    }
    do {
      kernel();
    } while (scanner.more(']'));
  }

  private void kernel() throws BadLineException {
    long start = 0;
    long stop = 0;
    scanner.expect('{');
    if (scanner.take('}')) {
      return;
    }
    do {
      switch (scanner.key()) {
        case KERNEL_START_TS -> start = scanner.integer();
        case KERNEL_STOP_TS -> stop = scanner.integer();
        default -> scanner.skip();
      }
    } while (scanner.more('}'));
    record.channel(start, stop);
  }

  private void figures(Kind kind) throws BadLineException {
    record.kind = kind;
    scanner.expect('{');
    if (scanner.take('}')) {
      return;
    }
    do {
      figure(scanner.key());
    } while (scanner.more('}'));
  }

  private void figure(LineKey key) throws BadLineException {
    switch (key) {
      case COLL_RECORDS -> record.collRecords = count();
      case P2P_RECORDS -> record.pairRecords = count();
      case PROXY_RECORDS -> record.proxyRecords = count();
      case COLL_DROPPED_TOTAL, DROPPED_COLLECTIVES -> record.collDropped = count();
      case P2P_DROPPED_TOTAL -> record.pairDropped = count();
      case LEAKED_COLLECTIVES -> record.leaked = count();
      case COMPLETE -> record.complete = scanner.word();
      default -> scanner.skip();
    }
  }

  /** More than 2^48 is not a count. */
  private long count() throws BadLineException {
    long count = scanner.integer();
    if (count < 0 || count > 1L << 48) {
      throw BadLineException.MALFORMED;
    }
    return count;
  }
}
