package dev.ringside.exporter.main;

import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.exporter.access.WebConfig;
import dev.ringside.exporter.kafka.ConsumerSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The exporter as a process of its own. */
@Command(
    name = "ringside-exporter",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Serves the reports in Kafka as Prometheus metrics until it is stopped.",
    footer = {
      "",
      "Examples:",
      "  ringside-exporter --brokers localhost:9092",
      "  ringside-exporter --brokers k1:9093,k2:9093 --client-properties tls.properties --address"
          + " 0.0.0.0 --web-config web.yml",
      "",
      "Then: curl http://127.0.0.1:9464/metrics, /-/healthy, /-/ready (503 until all reports are"
          + " read).",
      "Exit codes: 0 stopped, 1 internal error, 2 bad input, port in use or no broker."
    })
public final class ExporterMain implements Callable<Integer> {

  @Option(
      names = "--brokers",
      required = true,
      paramLabel = "HOST:PORT,...",
      description = "Kafka brokers to read ringside.reports from.")
  private String brokers;

  @Option(
      names = "--port",
      defaultValue = "" + Exporter.DEFAULT_PORT,
      description = "Port to serve on; 0 takes any free one. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--address",
      defaultValue = "127.0.0.1",
      description =
          "Address to serve on; 0.0.0.0 for every interface. Without --web-config there is no"
              + " login: keep it to networks that may read your metrics. Default:"
              + " ${DEFAULT-VALUE}.")
  private String address;

  @Option(
      names = "--series-budget",
      defaultValue = "" + Exporter.DEFAULT_SERIES_BUDGET,
      description =
          "Most label sets of the collective metrics, each up to 35 time series; the rest is merged"
              + " into size_class=\"overflow\". Default: ${DEFAULT-VALUE}.")
  private int seriesBudget;

  @Option(
      names = "--client-properties",
      paramLabel = "FILE",
      description = "Kafka client properties, for TLS, SASL and the like.")
  private Optional<Path> clientProperties = Optional.empty();

  @Option(
      names = "--web-config",
      paramLabel = "FILE",
      description =
          "TLS and basic authentication, YAML with the keys of Prometheus' exporters:"
              + " tls_server_config {cert_file, key_file}, basic_auth_users {NAME: HASH}.")
  private Optional<Path> webConfig = Optional.empty();

  @Option(names = "--debug", description = "Show stack traces.")
  private boolean debug;

  @Spec private CommandSpec spec;

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new ExporterMain())
        .setExpandAtFiles(false)
        .setParameterExceptionHandler(ExporterMain::refuse)
        .setExecutionExceptionHandler(
            (failure, commandLine, parsed) ->
                ((ExporterMain) commandLine.getCommand()).fail(failure));
  }

  @Override
  public Integer call() throws IOException, BadDescriptionException, InterruptedException {
    Exporter.Settings settings = settings();
    try (Exporter exporter = Exporter.start(settings)) {
      PrintWriter out = spec.commandLine().getOut();
      String scheme = settings.web().tls().isPresent() ? "https" : "http";
      out.printf("serving %s://%s:%d/metrics%n", scheme, address, exporter.port());
      out.flush();
      awaitStop(exporter);
    }
    return CommandLine.ExitCode.OK;
  }

  private Exporter.Settings settings() throws IOException, BadDescriptionException {
    if (seriesBudget < 1) {
      throw new ParameterException(
          spec.commandLine(), "--series-budget %d: must be at least 1".formatted(seriesBudget));
    }
    if (port < 0 || port > 65535) {
      throw new ParameterException(
          spec.commandLine(), "--port %d: must be between 0 and 65535".formatted(port));
    }
    ConsumerSettings kafka = ConsumerSettings.of(brokers);
    if (clientProperties.isPresent()) {
      kafka = kafka.with(clientProperties.get());
    }
    WebConfig web = webConfig.isPresent() ? WebConfig.read(webConfig.get()) : WebConfig.OPEN;
    return new Exporter.Settings(kafka, new InetSocketAddress(address, port), seriesBudget, web);
  }

  private static void awaitStop(Exporter exporter) throws InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(exporter::close, "exporter-close"));
    new CountDownLatch(1).await();
  }

  private static int refuse(ParameterException e, String[] args) {
    CommandLine commandLine = e.getCommandLine();
    commandLine
        .getErr()
        .println(e.getMessage() + " (see " + commandLine.getCommandName() + " --help)");
    return CommandLine.ExitCode.USAGE;
  }

  private int fail(Exception failure) {
    PrintWriter err = spec.commandLine().getErr();
    if (debug) {
      failure.printStackTrace(err);
    }
    err.println(failure.getMessage());
    return failure instanceof IOException || failure instanceof BadDescriptionException
        ? CommandLine.ExitCode.USAGE
        : CommandLine.ExitCode.SOFTWARE;
  }
}
