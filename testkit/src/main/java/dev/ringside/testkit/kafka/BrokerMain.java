package dev.ringside.testkit.kafka;

import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Starts one Kafka broker in KRaft mode, as a program of its own: {@link KafkaProcess} and {@link
 * KafkaQuorum} run it, so that a test can kill a broker.
 *
 * <p>Prints {@value #READY} and the bootstrap address as soon as clients can connect, and serves
 * until SIGTERM. Exit code 1: the broker cannot start, and one line on standard error says why; 2:
 * a bad option. The data folder is kept.
 */
@Command(
    name = "broker",
    mixinStandardHelpOptions = true,
    description = "Start one Kafka broker, alone in its cluster or one of several.")
public final class BrokerMain implements Callable<Integer> {
  /** The beginning of the line that is printed when clients can connect. */
  public static final String READY = "ringside-kafka-ready ";

  @Option(
      names = "--port",
      defaultValue = "9092",
      description = "port for clients (default: ${DEFAULT-VALUE})")
  private int port;

  @Option(
      names = "--controller-port",
      defaultValue = "9093",
      description = "port for other brokers, loopback only (default: ${DEFAULT-VALUE})")
  private int controllerPort;

  @Option(
      names = "--listen-host",
      defaultValue = "127.0.0.1",
      description = "interface to listen on (default: ${DEFAULT-VALUE})")
  private String listenHost;

  @Option(
      names = "--advertised-host",
      defaultValue = "127.0.0.1",
      description = "host name that clients connect to (default: ${DEFAULT-VALUE})")
  private String advertisedHost;

  @Option(
      names = "--data-dir",
      defaultValue = "kafka-data",
      description = "folder for the data; kept on exit (default: ${DEFAULT-VALUE})")
  private Path dataDirectory;

  @Option(
      names = "--node",
      defaultValue = "1",
      description = "number of this broker (default: ${DEFAULT-VALUE})")
  private int node;

  @Option(
      names = "--voters",
      paramLabel = "ID@HOST:PORT,...",
      description = "controllers of all brokers (default: this broker is alone in its cluster)")
  private String voters;

  @Option(
      names = "--session-timeout",
      paramLabel = "MS",
      defaultValue = "5000",
      description =
          "after a crash, another broker of this number serves once this time is over (default:"
              + " ${DEFAULT-VALUE})")
  private int sessionMs;

  private BrokerMain() {}

  public static void main(String[] args) {
    CommandLine line =
        new CommandLine(new BrokerMain()).setExecutionExceptionHandler(BrokerMain::oneLine);
    System.exit(line.execute(args));
  }

  private static int oneLine(Exception e, CommandLine line, CommandLine.ParseResult parsed) {
    line.getErr().println(e.getMessage());
    return line.getCommandSpec().exitCodeOnExecutionException();
  }

  @Override
  public Integer call() {
    var addresses =
        new BrokerProperties.Addresses(listenHost, advertisedHost, port, controllerPort);
    RaftBroker broker = RaftBroker.start(settings(addresses), BrokerProperties.CLUSTER_ID);
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "broker-shutdown"));
    System.out.println(READY + addresses.bootstrap());
    broker.awaitShutdown();
    return 0;
  }

  private Properties settings(BrokerProperties.Addresses addresses) {
    return BrokerProperties.restartable(
        voters == null
            ? BrokerProperties.alone(addresses, dataDirectory)
            : BrokerProperties.member(
                addresses, dataDirectory, node, voters, voters.split(",").length),
        sessionMs);
  }
}
