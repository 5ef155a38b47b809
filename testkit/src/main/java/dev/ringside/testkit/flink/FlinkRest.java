package dev.ringside.testkit.flink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The calls of Flink's REST API that tests need. */
final class FlinkRest {
  private static final String BOUNDARY = "ringside-job-jar";
  private static final Pattern VERTEX_STATUS = Pattern.compile("\"status\":\"(\\w+)\"");
  private static final String PART_HEAD =
      """
      --%s
      Content-Disposition: form-data; name="jarfile"; filename="%s"
      Content-Type: application/x-java-archive

      """;

  private final URI address;
  private final HttpClient client = HttpClient.newHttpClient();

  FlinkRest(URI address) {
    this.address = address;
  }

  /** Slots of all registered task managers; 0 as long as the cluster is still starting. */
  int slots() {
    try {
      return number(get("/overview"), "slots-total");
    } catch (UncheckedIOException | RefusedException e) {
      // No port yet, or no leader; the caller, which waits, notices a process that died.
      return 0;
    }
  }

  /** Returns the name under which the cluster keeps the jar. */
  String upload(Path jar) {
    String head = PART_HEAD.formatted(BOUNDARY, jar.getFileName()).replace("\n", "\r\n");
    try {
      BodyPublisher body =
          BodyPublishers.concat(
              BodyPublishers.ofString(head),
              BodyPublishers.ofFile(jar),
              BodyPublishers.ofString("\r\n--" + BOUNDARY + "--\r\n"));
      String answer =
          send(
              request("/jars/upload")
                  .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                  .POST(body));
      return Path.of(text(answer, "filename")).getFileName().toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String run(String jar, List<String> arguments) {
    String list = arguments.stream().map(a -> '"' + a + '"').collect(Collectors.joining(","));
    return runWith(jar, "{\"programArgsList\":[" + list + "]}");
  }

  /** The same from a savepoint or a retained checkpoint. */
  String run(String jar, List<String> arguments, String state) {
    String list = arguments.stream().map(a -> '"' + a + '"').collect(Collectors.joining(","));
    return runWith(jar, "{\"programArgsList\":[" + list + "],\"savepointPath\":\"" + state + "\"}");
  }

  private String runWith(String jar, String body) {
    return text(
        send(
            request("/jars/" + jar + "/run")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))),
        "jobid");
  }

  String state(String job) {
    return text(get("/jobs/" + job), "state");
  }

  boolean allTasksRun(String job) {
    String details = get("/jobs/" + job);
    List<String> tasks =
        VERTEX_STATUS.matcher(details).results().map(match -> match.group(1)).toList();
    return "RUNNING".equals(text(details, "state"))
        && !tasks.isEmpty()
        && tasks.stream().allMatch("RUNNING"::equals);
  }

  int completedCheckpoints(String job) {
    return number(get("/jobs/" + job + "/checkpoints"), "completed");
  }

  /** Bytes of state in the newest complete checkpoint; 0 before the first. */
  long stateBytes(String job) {
    String answer = get("/jobs/" + job + "/checkpoints");
    int latest = answer.indexOf("\"latest\"");
    Matcher size = Pattern.compile("\"state_size\":(\\d+)").matcher(answer);
    return latest >= 0 && size.find(latest) ? Long.parseLong(size.group(1)) : 0;
  }

  int restarts(String job) {
    Matcher value =
        Pattern.compile("\"value\":\"(\\d+)\"")
            .matcher(get("/jobs/" + job + "/metrics?get=numRestarts"));
    return value.find() ? Integer.parseInt(value.group(1)) : 0;
  }

  String exceptions(String job) {
    return get("/jobs/" + job + "/exceptions").replace("\\n", "\n").replace("\\t", "  ");
  }

  private String get(String path) {
    return send(request(path).GET());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(address.resolve(path));
  }

  private String send(HttpRequest.Builder request) {
    try {
      var response = client.send(request.build(), BodyHandlers.ofString());
      if (response.statusCode() / 100 != 2) {
        throw new RefusedException(
            response.request().uri() + ": " + response.body().replace("\\n", "\n"));
      }
      return response.body();
    } catch (IOException e) {
      throw new UncheckedIOException("Flink's REST API at " + address, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking Flink", e);
    }
  }

  private static String text(String json, String field) {
    return first(json, field, "\"([^\"]*)\"");
  }

  private static int number(String json, String field) {
    return Integer.parseInt(first(json, field, "(\\d+)"));
  }

  /**
   * The first field of that name; Flink's answers hold the ones asked for here before any other.
   */
  private static String first(String json, String field, String value) {
    Matcher matcher = Pattern.compile('"' + field + "\"\\s*:\\s*" + value).matcher(json);
    if (!matcher.find()) {
      throw new IllegalStateException("no " + field + " in " + json);
    }
    return matcher.group(1);
  }

  private static final class RefusedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }
}
