package dev.ringside.describe.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ringside.describe.yaml.BadDescriptionException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks a running server what it serves: {@code /server_info} where it has it (vLLM answers only in
 * development mode), then {@code /version}, {@code /v1/models} and {@code /metrics}.
 *
 * <p>Only GET requests; each answer at most {@value #MOST_BYTES} bytes within 10 s.
 */
final class ServerQueries {

  private static final int MOST_BYTES = 8 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern ENGINE_LABEL =
      Pattern.compile("(?m)^vllm:[a-z_]+\\{[^}\\n]*engine=\"(\\d{1,6})\"");

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final String server;

  private ServerQueries(String server) {
    this.server = server;
  }

  /**
   * @param url of the server: {@code http://localhost:8000}; {@code /v1} at its end is dropped
   * @throws BadDescriptionException with one line, if no server answers, or none that is known
   */
  static void learn(String url, Learnt learnt) throws BadDescriptionException {
    new ServerQueries(url.replaceFirst("/+(v1/?)?$", "")).learn(learnt);
  }

  private void learn(Learnt learnt) throws BadDescriptionException {
    int answers = 0;
    Optional<JsonNode> info = json("/server_info?config_format=json");
    if (info.isPresent()) {
      answers++;
      String source = server + "/server_info";
      if (info.get().has("vllm_config")) {
        VllmConfig.learn(info.get(), source, learnt);
      } else if (info.get().has("tp_size")) {
        LaunchCommand.learnServerArguments(info.get(), source, learnt);
      }
    }
    Optional<JsonNode> version = json("/version");
    if (version.isPresent() && version.get().has("version")) {
      answers++;
      learnt.learn("engine", "vllm", server + "/version");
      learnt.learn("engine-version", version.get().path("version").asText(), server + "/version");
    }
    Optional<JsonNode> models = json("/v1/models");
    if (models.isPresent()) {
      answers++;
      JsonNode first = models.get().path("data").path(0);
      learnt.learn("name", first.path("id").asText(), server + "/v1/models");
      learnt.learn("model", first.path("root").asText(), server + "/v1/models");
    }
    get("/metrics").ifPresent(metrics -> learnReplicas(metrics, learnt));
    if (answers == 0) {
      throw new BadDescriptionException(
          server + " answers none of /server_info, /version and /v1/models: is it vLLM or SGLang?");
    }
  }

  /** vLLM numbers the engines of its replicas in every metric. */
  private void learnReplicas(String metrics, Learnt learnt) {
    Set<String> engines = new TreeSet<>();
    Matcher label = ENGINE_LABEL.matcher(metrics);
    while (label.find()) {
      engines.add(label.group(1));
    }
    if (!engines.isEmpty()) {
      learnt.learn("data", Integer.toString(engines.size()), server + "/metrics");
    }
  }

  private Optional<JsonNode> json(String path) throws BadDescriptionException {
    Optional<String> answer = get(path);
    try {
      return answer.isEmpty()
          ? Optional.empty()
          : Optional.of(JSON.readTree(answer.get())).filter(JsonNode::isObject);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Empty unless the server answers 200. */
  private Optional<String> get(String path) throws BadDescriptionException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(server + path)).timeout(PATIENCE).build();
      HttpResponse<InputStream> response =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        byte[] bytes = body.readNBytes(MOST_BYTES);
        return response.statusCode() == 200
            ? Optional.of(new String(bytes, StandardCharsets.UTF_8))
            : Optional.empty();
      }
    } catch (IllegalArgumentException e) {
      throw new BadDescriptionException(
          "--vllm %s is not an address: expected one like http://localhost:8000".formatted(server),
          e);
    } catch (IOException e) {
      String problem = e.getMessage() == null ? "no connection" : e.getMessage();
      throw new BadDescriptionException("%s cannot be asked: %s".formatted(server, problem), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BadDescriptionException("asking %s was interrupted".formatted(server), e);
    }
  }
}
