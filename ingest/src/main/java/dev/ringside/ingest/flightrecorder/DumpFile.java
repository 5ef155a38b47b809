package dev.ringside.ingest.flightrecorder;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TreeTraversingParser;
import dev.ringside.ingest.source.Head;
import dev.ringside.ingest.source.Likelihood;
import dev.ringside.ingest.source.TraceInput;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/** Recognises and opens a dump, whichever of its two forms it has. */
final class DumpFile {

  private static final int PICKLE = 0x80;
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(StreamReadFeature.AUTO_CLOSE_SOURCE).build();
  private static final List<List<String>> MARKS =
      List.of(
          List.of("pg_config", "pg_status"),
          List.of("collective_seq_id", "profiling_name"),
          List.of("collective_seq_id", "p2p_seq_id"));

  private DumpFile() {}

  static Likelihood likelihood(Head head) {
    boolean usual = head.isNamed(DumpName::isUsual);
    if (looksLikeDump(head) || (usual && beginsLikeDump(head))) {
      return usual || head.isNamed(name -> name.matches("(?s).+_\\d{1,6}(\\.\\w+)*"))
          ? Likelihood.CERTAIN
          : Likelihood.BY_CONTENT;
    }
    return usual ? Likelihood.POSSIBLE : Likelihood.NONE;
  }

  /** For a dump that was cut short, whose name is that of one. */
  private static boolean beginsLikeDump(Head head) {
    String text = new String(head.bytes(), ISO_8859_1);
    return Stream.of("pg_config", "pg_status", "comm_lib_version", "profiling_name")
        .anyMatch(text::contains);
  }

  private static boolean looksLikeDump(Head head) {
    String text = new String(head.bytes(), ISO_8859_1);
    boolean pickle = !text.isEmpty() && text.charAt(0) == PICKLE;
    boolean json = text.stripLeading().startsWith("{");
    return (pickle || json)
        && MARKS.stream().anyMatch(words -> words.stream().allMatch(text::contains));
  }

  /**
   * @return null if the file is sound and of another format
   */
  static Dump read(Path file, LongConsumer progress) throws UnreadableTraceException {
    try (InputStream stored = TraceInput.open(file, progress);
        BufferedInputStream in = new BufferedInputStream(stored)) {
      in.mark(1);
      int first = in.read();
      in.reset();
      if (first < 0) {
        throw new IOException("the file is empty");
      }
      Dump dump = first == PICKLE ? readPickle(file, in) : readJson(file, in);
      in.transferTo(OutputStream.nullOutputStream());
      return dump;
    } catch (IOException e) {
      throw new UnreadableTraceException(
          file, "no Flight Recorder dump can be read: " + TraceInput.reason(e), e);
    }
  }

  private static Dump readPickle(Path file, InputStream in) throws IOException {
    JsonNode document = RestrictedPickle.read(in);
    try (JsonParser values = new TreeTraversingParser(document)) {
      return DumpDocument.read(file, values);
    }
  }

  private static Dump readJson(Path file, InputStream in) throws IOException {
    try (JsonParser json = JSON.createParser(in)) {
      Dump dump = DumpDocument.read(file, json);
      if (json.nextToken() != null) {
        throw new IOException("something follows the document");
      }
      return dump;
    } catch (IOException e) {
      throw new IOException("breaks off within its JSON: " + TraceInput.reason(e), e);
    }
  }
}
