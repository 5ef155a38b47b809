package dev.ringside.cli.option;

import dev.ringside.cli.console.BadInputException;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Tenant;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The option {@code --tenant}, for all commands that write to Kafka. */
public final class TenantOption {

  @Option(
      names = "--tenant",
      paramLabel = "NAME",
      converter = Reader.class,
      description =
          "Tenant to act for, whose calls have a topic of their own (default: the tenant that the"
              + " deployment file names, or else the default tenant).")
  private Tenant tenant;

  /** Reads a tenant's name. */
  static final class Reader implements ITypeConverter<Tenant> {
    @Override
    public Tenant convert(String name) {
      if (name.isEmpty() || !Tenant.isName(name)) {
        throw new TypeConversionException(
            "'%s' is not a tenant's name: give %s".formatted(name, Tenant.FORM));
      }
      return new Tenant(name);
    }
  }

  public Optional<Tenant> given() {
    return Optional.ofNullable(tenant);
  }

  /**
   * The deployment as this option's tenant owns it.
   *
   * @throws BadInputException if its file names another one
   */
  public Deployment of(Deployment deployment) {
    if (tenant == null || tenant.equals(deployment.tenant())) {
      return deployment;
    }
    if (!deployment.tenant().isDefault()) {
      throw new BadInputException(
          "--tenant is %s, but the file of deployment %s says tenant: %s; omit the one or change the other"
              .formatted(tenant.name(), deployment.name(), deployment.tenant().name()));
    }
    return deployment.ownedBy(tenant);
  }
}
