package dev.ringside.cli.command;

import dev.ringside.cli.console.BadInputException;
import dev.ringside.cli.console.Console;
import dev.ringside.cli.console.ExitCode;
import dev.ringside.cli.option.OptionalKafka;
import dev.ringside.cli.option.TenantOption;
import dev.ringside.cli.outcome.NamedRight;
import dev.ringside.cli.report.json.RightsJson;
import dev.ringside.cli.report.table.RightsTable;
import dev.ringside.core.deployment.Tenant;
import dev.ringside.ingest.kafka.ProducerSettings;
import dev.ringside.ingest.kafka.acl.AclSetup;
import dev.ringside.ingest.kafka.acl.Grant;
import dev.ringside.ingest.kafka.acl.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says, or grants, the rights in Kafka that each program needs. */
@Command(
    name = "acls",
    sortOptions = false,
    description = {
      "Print the rights (ACLs) in Kafka with which every program of Ringside works, and no more;"
          + " with --apply, grant them. Nothing is ever taken away.",
      "Agents write the calls of their tenant. The job reads the calls of all tenants and the"
          + " deployments, and writes reports and dead letters. The exporter reads those. 'deploy'"
          + " writes deployments. 'replay' and 'simulate' are agents that deploy; with"
          + " --report-json, 'replay' reads reports as the exporter does. Give a principal every"
          + " role it has."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ringside acls --job User:job --exporter User:exporter --deploy User:ops --operator"
          + " User:ops",
      "  ringside acls --tenant team-a --agent User:team-a --format table",
      "  ringside acls --tenant team-a --agent User:team-a --apply --brokers kafka:9093"
          + " --client-properties admin.properties"
    })
final class AclsCommand implements Callable<Integer> {

  private static final String ANY_BROKERS = "HOST:PORT";

  /** How the rights are printed. */
  private enum Format {
    COMMANDS,
    TABLE,
    JSON
  }

  @Option(
      names = "--agent",
      paramLabel = "PRINCIPAL",
      description = "Who sends calls of the tenant, such as User:alice. Repeatable, as all roles.")
  private List<String> agents = List.of();

  @Option(
      names = "--deploy",
      paramLabel = "PRINCIPAL",
      description = "Who publishes deployments, of any tenant.")
  private List<String> deployers = List.of();

  @Option(names = "--job", paramLabel = "PRINCIPAL", description = "Who runs the job.")
  private List<String> jobs = List.of();

  @Option(
      names = "--exporter",
      paramLabel = "PRINCIPAL",
      description = "Who reads reports and dead letters.")
  private List<String> exporters = List.of();

  @Option(
      names = "--operator",
      paramLabel = "PRINCIPAL",
      description = "Who runs 'ringside topics'.")
  private List<String> operators = List.of();

  @Option(
      names = "--group",
      paramLabel = "NAME",
      defaultValue = "ringside-comm-metrics",
      description = "The job's --group; its groups' names begin so (default: ${DEFAULT-VALUE}).")
  private String group;

  @Option(
      names = "--format",
      paramLabel = "commands|table|json",
      defaultValue = "commands",
      description = "Print commands of Kafka's distribution, a table or JSON (default: commands).")
  private Format format;

  @Option(names = "--apply", description = "Grant the rights in the Kafka of --brokers.")
  private boolean apply;

  @Mixin private TenantOption tenant;

  @Mixin private OptionalKafka kafka;

  private final Console console;

  AclsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    List<Grant> grants = grants();
    Optional<ProducerSettings> brokers = kafka.settings();
    if (!apply) {
      console.show(render(grants, brokers.map(ProducerSettings::brokers).orElse(ANY_BROKERS)));
      return ExitCode.OK;
    }
    if (brokers.isEmpty()) {
      throw new BadInputException("--apply needs --brokers");
    }
    new AclSetup(brokers.get()).grant(grants);
    console.say("granted %d rights".formatted(grants.size()));
    return ExitCode.OK;
  }

  private List<Grant> grants() {
    List<Grant> grants = new ArrayList<>();
    add(Role.AGENT, agents, grants);
    add(Role.DEPLOY, deployers, grants);
    add(Role.JOB, jobs, grants);
    add(Role.EXPORTER, exporters, grants);
    add(Role.OPERATOR, operators, grants);
    if (grants.isEmpty()) {
      throw new BadInputException(
          "no principal: give at least one of --agent, --deploy, --job, --exporter and"
              + " --operator");
    }
    return grants;
  }

  private void add(Role role, List<String> principals, List<Grant> grants) {
    for (String principal : principals) {
      try {
        grants.addAll(Grant.of(role, principal, tenant.given().orElse(Tenant.DEFAULT), group));
      } catch (IllegalArgumentException e) {
        throw new BadInputException(
            "--%s \"%s\": %s".formatted(role.label(), principal, e.getMessage()), e);
      }
    }
  }

  private String render(List<Grant> grants, String brokers) {
    return switch (format) {
      case COMMANDS ->
          grants.stream().map(grant -> grant.command(brokers) + "\n").collect(Collectors.joining());
      case TABLE -> new RightsTable(console.width()).render(named(grants));
      case JSON -> RightsJson.render(named(grants));
    };
  }

  private static List<NamedRight> named(List<Grant> grants) {
    return grants.stream()
        .map(
            grant ->
                new NamedRight(
                    grant.role().label(),
                    grant.principal(),
                    grant.right().operation(),
                    grant.right().kind().label(),
                    grant.right().name(),
                    grant.right().pattern()))
        .toList();
  }
}
